package diagnose

import "labs.local/labs/internal/i18n"

// origin says what a cause was read from.
type origin func(*scene) i18n.Message

// podOrSubject names the Pod that a cause is about, or else what the failure is about.
func (s *scene) podOrSubject() string {
	if s.pod != nil {
		return reference(s.pod)
	}
	return s.subject.String()
}

func theAnswer(*scene) i18n.Message  { return i18n.Text("answer of the API server") }
func theSchema(*scene) i18n.Message  { return i18n.Text("OpenAPI document of the cluster") }
func theRuntime(*scene) i18n.Message { return i18n.Text("answer of the container runtime") }
func theObjects(*scene) i18n.Message { return i18n.Text("objects in the cluster") }
func theFiles(*scene) i18n.Message {
	return i18n.Text("your files, and what the API server says to them in a dry run")
}
func theRights(*scene) i18n.Message {
	return i18n.Text("roles and bindings, and what the API server allows")
}
func theOutput(*scene) i18n.Message   { return i18n.Text("output of the command") }
func theServices(*scene) i18n.Message { return i18n.Text("output of the command, and the Services") }
func theSockets(*scene) i18n.Message {
	return i18n.Text("output of the command, and the ports that the Pods listen on")
}
func thePolicies(*scene) i18n.Message {
	return i18n.Text("NetworkPolicies and DaemonSets of the cluster")
}

func theSpec(s *scene) i18n.Message   { return i18n.Text("spec of %s", s.podOrSubject()) }
func theStatus(s *scene) i18n.Message { return i18n.Text("status of %s", s.podOrSubject()) }
func theFields(s *scene) i18n.Message { return i18n.Text("fields of %s", s.subject) }
func theEvents(s *scene) i18n.Message { return i18n.Text("status and events of %s", s.podOrSubject()) }
func theLog(s *scene) i18n.Message    { return i18n.Text("status and log of %s", s.podOrSubject()) }
func theMakers(s *scene) i18n.Message {
	return i18n.Text("events of %s and of what it made", s.subject)
}
func theNodes(s *scene) i18n.Message {
	return i18n.Text("status of %s, and the nodes", s.podOrSubject())
}
func theSettings(s *scene) i18n.Message {
	return i18n.Text("spec of %s, and its ConfigMap", s.podOrSubject())
}
