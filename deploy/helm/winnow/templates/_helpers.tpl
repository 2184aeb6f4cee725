{{- define "winnow.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "winnow.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains .Chart.Name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "winnow.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "winnow.selector" -}}
app.kubernetes.io/name: {{ include "winnow.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "winnow.labels" -}}
{{ include "winnow.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "winnow.hubSelector" -}}
app.kubernetes.io/name: {{ printf "%s-hub" (include "winnow.name" .) }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "winnow.hubLabels" -}}
{{ include "winnow.hubSelector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "winnow.toKafka" -}}
- ports:
    {{- range splitList "," .Values.kafka.bootstrapServers }}
    - {port: {{ splitList ":" . | last | trim }}, protocol: TCP}
    {{- end }}
{{- end }}

{{- define "winnow.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "winnow.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "winnow.image" -}}
{{- $name := list .Values.image.registry .Values.image.repository | compact | join "/" }}
{{- if .Values.image.digest }}
{{- printf "%s@%s" $name .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" $name (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{- /* User and group of the analyzer: the image's. No other container should have them, because the pod shares the node's process ids. */}}
{{- define "winnow.user" -}}10771{{- end }}

{{- /* winnow.yaml: what the chart sets, and over it `settings`. */}}
{{- define "winnow.settings" -}}
{{- $collector := dict "hostRoot" "/host" "keepPins" true }}
{{- $analyzer := dict }}
{{- $settings := dict "collector" $collector "analyzer" $analyzer }}
{{- if .Values.rbac.create }}
{{- $kubernetes := dict "api" "in-cluster" }}
{{- if .Values.podEvents }}
{{- $_ := set $kubernetes "events" true }}
{{- end }}
{{- $_ := set $analyzer "kubernetes" $kubernetes }}
{{- else if .Values.podEvents }}
{{- fail "podEvents needs rbac.create" }}
{{- end }}
{{- if .Values.api.enabled }}
{{- $network := dict "address" (printf "0.0.0.0:%d" (int .Values.api.port)) "hosts" .Values.api.hosts
      "certificate" "/etc/winnow/tls/tls.crt" "key" "/etc/winnow/tls/tls.key" "principals" "/etc/winnow/principals/principals" }}
{{- $_ := set $settings "api" (dict "network" $network) }}
{{- end }}
{{- if .Values.kafka.bootstrapServers }}
{{- $kafka := dict "bootstrapServers" .Values.kafka.bootstrapServers }}
{{- if .Values.kafka.secret }}
{{- $properties := dict "config.providers" "secret" "config.providers.secret.class" "org.apache.kafka.common.config.provider.DirectoryConfigProvider" }}
{{- range .Values.kafka.secretKeys }}
{{- $_ := set $properties . (printf "${secret:/etc/winnow/kafka:%s}" .) }}
{{- end }}
{{- $_ := set $kafka "properties" $properties }}
{{- end }}
{{- if .Values.hub.enabled }}
{{- $_ := set $kafka "learned" (dict "enabled" true) }}
{{- $_ := set $analyzer "followHub" true }}
{{- if .Values.host.seccompProfiles }}
{{- $_ := set $analyzer "profiles" "/seccomp/winnow" }}
{{- end }}
{{- end }}
{{- if and .Values.hub.enabled .Values.hub.seccompProfiles }}
{{- $_ := set $settings "hub" (dict "seccompProfiles" "in-cluster") }}
{{- end }}
{{- $_ := set $settings "publish" (dict "kafka" $kafka) }}
{{- end }}
{{- toYaml (mergeOverwrite $settings (deepCopy .Values.settings)) }}
{{- end }}

{{- define "winnow.restricted" -}}
runAsNonRoot: true
runAsUser: {{ include "winnow.user" . }}
runAsGroup: {{ include "winnow.user" . }}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}
