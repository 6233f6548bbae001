package kube

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/util/csaupgrade"

	"labs.local/labs/internal/i18n"
)

// claim puts an object without a namespace of its own into the cluster as a
// dependent of a namespace. Of several who claim one name at once, one gets
// it: the server makes an object only once. One that is there already, and is
// not the namespace's, belongs to somebody else; one whose namespace is gone
// goes too, and is waited for.
func (c *Client) claim(ctx context.Context, namespace string, resource dynamic.ResourceInterface, object *unstructured.Unstructured) error {
	owner, err := c.own(ctx, namespace, object)
	if err != nil {
		return err
	}
	limited, cancel := c.bounded(ctx)
	defer cancel()
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		found, err := c.take(ctx, resource, object)
		switch {
		case err != nil || found == nil:
			return err
		case ownedBy(found, owner) && found.GetDeletionTimestamp() == nil:
			return c.update(ctx, resource, found, object)
		case !c.leftOver(ctx, found, owner):
			return foreign(found)
		}
		if sleep(limited, pause); limited.Err() != nil {
			return i18n.Errorf("an object with this name still exists, although its namespace was deleted: %w", context.Cause(limited))
		}
	}
}

// take makes an object, or gives the one that has its name already.
func (c *Client) take(ctx context.Context, resource dynamic.ResourceInterface, object *unstructured.Unstructured) (*unstructured.Unstructured, error) {
	for {
		if object.GetName() != "" {
			found, err := resource.Get(ctx, object.GetName(), metav1.GetOptions{})
			if !apierrors.IsNotFound(err) || unserved(err) {
				return found, err
			}
		}
		made, err := resource.Create(ctx, object, metav1.CreateOptions{FieldManager: fieldManager})
		if err == nil {
			object.SetName(made.GetName())
		}
		if object.GetName() == "" || !apierrors.IsAlreadyExists(err) {
			return nil, rejected(err)
		}
	}
}

// own makes an object a dependent of a namespace.
func (c *Client) own(ctx context.Context, namespace string, object *unstructured.Unstructured) (types.UID, error) {
	owner, err := c.typed.CoreV1().Namespaces().Get(ctx, namespace, metav1.GetOptions{})
	if err != nil {
		return "", err
	}
	object.SetOwnerReferences([]metav1.OwnerReference{{APIVersion: "v1", Kind: "Namespace", Name: namespace, UID: owner.UID}})
	return owner.UID, nil
}

// update applies to an object, and to no other that may have its name by then.
// What labs made by creating it counts as applied, so that a field which is no
// longer in the manifest goes.
func (c *Client) update(ctx context.Context, resource dynamic.ResourceInterface, found, object *unstructured.Unstructured) error {
	created := func(entry metav1.ManagedFieldsEntry) bool {
		return entry.Manager == fieldManager && entry.Operation == metav1.ManagedFieldsOperationUpdate
	}
	if slices.ContainsFunc(found.GetManagedFields(), created) {
		patch, err := csaupgrade.UpgradeManagedFieldsPatch(found, sets.New(fieldManager), fieldManager)
		if err == nil && patch != nil {
			_, err = resource.Patch(ctx, found.GetName(), types.JSONPatchType, patch, metav1.PatchOptions{FieldManager: fieldManager})
		}
		if err != nil && !apierrors.IsConflict(err) {
			return err
		}
	}
	object.SetUID(found.GetUID())
	_, err := resource.Apply(ctx, object.GetName(), object, metav1.ApplyOptions{FieldManager: fieldManager, Force: true})
	return rejected(err)
}

// ownedBy says whether an object is a namespace's dependent.
func ownedBy(o *unstructured.Unstructured, namespace types.UID) bool {
	return slices.ContainsFunc(o.GetOwnerReferences(), func(r metav1.OwnerReference) bool {
		return r.UID == namespace && r.Kind == "Namespace"
	})
}

// leftOver says whether an object is about to go: it is being deleted, or its
// namespace is gone or going.
func (c *Client) leftOver(ctx context.Context, found *unstructured.Unstructured, owner types.UID) bool {
	if found.GetDeletionTimestamp() != nil && ownedBy(found, owner) {
		return true
	}
	owners := found.GetOwnerReferences()
	if len(owners) != 1 || owners[0].Kind != "Namespace" {
		return false
	}
	live, err := c.typed.CoreV1().Namespaces().Get(ctx, owners[0].Name, metav1.GetOptions{})
	return apierrors.IsNotFound(err) || err == nil && (live.UID != owners[0].UID || live.DeletionTimestamp != nil)
}

// foreign says whose an object is.
func foreign(found *unstructured.Unstructured) error {
	for _, owner := range found.GetOwnerReferences() {
		if owner.Kind == "Namespace" {
			return i18n.Errorf("already exists and belongs to namespace %q; labs does not change it\nhint: put %s in the name to make it the lab's own", owner.Name, "${{ namespace }}")
		}
	}
	return i18n.Errorf("already exists and was not created by this lab; labs does not change it\nhint: put %s in the name to make it the lab's own", "${{ namespace }}")
}

// Adopt makes an object that a command of the lab has just created outside of
// all namespaces, KIND/NAME, a dependent of the lab's namespace, so that it
// goes with it. One that has an owner, or a namespace, stays as it is.
func (c *Client) Adopt(ctx context.Context, namespace, reference string) error {
	kind, name, _ := strings.Cut(reference, "/")
	mapping, err := c.locateMapping(ctx, strings.ToLower(kind))
	if err != nil || mapping.Scope.Name() != meta.RESTScopeNameRoot {
		return err
	}
	found, err := c.resource(mapping, "").Get(ctx, name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) || err == nil && len(found.GetOwnerReferences()) > 0 {
		return nil
	}
	if err != nil {
		return err
	}
	owned := &unstructured.Unstructured{}
	owned.SetGroupVersionKind(found.GroupVersionKind())
	owned.SetUID(found.GetUID()) // and no other of its name
	if _, err := c.own(ctx, namespace, owned); err != nil {
		return err
	}
	patch, err := json.Marshal(owned.Object)
	if err != nil {
		return err
	}
	_, err = c.resource(mapping, "").Patch(ctx, name, types.MergePatchType, patch, metav1.PatchOptions{FieldManager: fieldManager})
	return err
}
