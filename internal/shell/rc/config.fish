# Written by "labs shell"; fish reads it after the learner's own files.
builtin cd {{.Folder}}
functions --erase labs kubectl k
{{.Environment}}
{{.Check}}
functions --query __labs_own_prompt
or functions --copy fish_prompt __labs_own_prompt
function __labs_status
    return $argv[1]
end
function fish_prompt
    set -l last $status
    set -l namespace labs
    test -r {{.Namespace}}
    and read namespace <{{.Namespace}}
    printf '(%s) ' $namespace
    __labs_status $last
    __labs_own_prompt
end
{{.Completion}}
function __labs_kubectl
    set -l words (commandline --tokenize --cut-at-cursor --current-process) (commandline --current-token --cut-at-cursor)
    labs kubectl $words[2..-1] --generate-bash-completion 2>/dev/null
end
if test -z "$(complete --command kubectl)"
    complete --command kubectl --no-files --arguments '(__labs_kubectl)'
    complete --command k --no-files --arguments '(__labs_kubectl)'
end
echo >{{.Started}}
