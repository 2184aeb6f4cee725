# SPDX-License-Identifier: Apache-2.0
# report.awk - the facts of all guests (init prints them) as the table: kernel x feature x way taken x verdict, then test x kernel.
# Exit code 1 where anything that is needed is missing, fails, warns, or did not come to its end.
BEGIN {
	FS = "\t"
	row = "%-32s %-14s %-52s %s\n"
	printf row, "kernel", "feature", "way taken", "verdict"
}

function verdict(feature, way, good, word) {
	printf row, kernel, feature, way, good ? "ok" : word
	if (!good && word != "absent")
		bad++
}

# {"name":{"ok":true,"needed":true,"way":"...","remedy":"..."},...}: no text in it holds a quote or a brace
function features(json, only,    parts, i, count, name, way, ok, needed) {
	count = split(json, parts, /"},?/)
	for (i = 1; i < count; i++) {
		name = way = parts[i]
		sub(/^\{?"/, "", name)
		sub(/".*/, "", name)
		sub(/.*"way":"/, "", way)
		sub(/",.*/, "", way)
		ok = parts[i] ~ /"ok":true/
		needed = parts[i] ~ /"needed":true/
		if (name != "kernel" && (!only || name == only))
			verdict(name, way, ok, needed ? "MISSING" : "absent")
	}
}

FNR == 1 {
	kernel = FILENAME
	sub(/\/facts$/, "", kernel)
	sub(/.*\//, "", kernel)
	kernels[++kernel_count] = kernel
	ended[kernel] = 0
}
$1 == "features" { features($2, "") }
$1 == "hybrid" { features($2, "cgroups") }
$1 == "load" { verdict("verifier", $2 ($3 == "ok" ? "" : ": " $3), $3 == "ok", "REFUSED") }
$1 == "end" { ended[kernel] = 1 }
$1 == "warning" { warnings[kernel]++; remarks[++remark_count] = kernel ": " $2 }
$1 == "remark" && $3 ~ /^not in this/ { excuses[kernel ": " $3]++ }
$1 == "remark" && $3 !~ /^not in this|passed, / { remarks[++remark_count] = kernel " (" $2 "): " $3 }
$1 == "test" {
	if (!((kernel, $2) in places)) {
		places[kernel, $2] = ++place_count
		place_names[place_count] = kernel " " $2
	}
	if (!($4 in known)) {
		known[$4] = 1
		sentences[++sentence_count] = $4
	}
	verdicts[$4, places[kernel, $2]] = $3
	if ($3 != "ok")
		bad++
}

END {
	for (i = 1; i <= kernel_count; i++) {
		kernel = kernels[i]
		verdict("warnings", "libbpf and kernel log", !warnings[kernel], warnings[kernel] " WARNINGS")
		verdict("run", "all tests to their end", ended[kernel], "DID NOT END")
	}
	print ""
	for (i = 1; i <= place_count; i++)
		printf "%c = %s\n", 64 + i, place_names[i]
	printf "\n%-82s", "test"
	for (i = 1; i <= place_count; i++)
		printf " %4c", 64 + i
	print ""
	for (i = 1; i <= sentence_count; i++) {
		printf "%-82s", sentences[i]
		for (j = 1; j <= place_count; j++)
			printf " %4s", (sentences[i], j) in verdicts ? verdicts[sentences[i], j] : "-"
		print ""
	}
	print ""
	for (excuse in excuses)
		print excuse
	for (i = 1; i <= remark_count; i++)
		print remarks[i]
	if (!kernel_count || !sentence_count)
		bad++
	print bad ? bad " failures" : "no failures"
	exit bad > 0
}
