# SPDX-License-Identifier: Apache-2.0
# report.awk - the facts of all guests (init prints them) as the table: kernel x feature x mechanism x verdict, then test x kernel.
# Exit code 1 if anything that is needed is missing, fails, warns, or did not end.
BEGIN {
	FS = "\t"
	row = "%-28s %-13s %-42s %s\n"
	for (i = 1; i < ARGC; i++) { # not by their first lines: a guest may have said nothing
		if (!boots[kernel_of(ARGV[i])]++)
			kernels[++kernel_count] = kernel_of(ARGV[i])
	}
}

# …/release/hierarchy/facts
function kernel_of(path,    parts) {
	return parts[split(path, parts, "/") - 2]
}

function verdict(feature, mechanism, word) {
	rows[kernel] = rows[kernel] sprintf(row, kernel, feature, mechanism, word)
	if (word != "ok" && word != "absent")
		bad++
}

function remark(text) {
	remarks[++remark_count] = kernel ": " text
}

# {"name":{"ok":true,"needed":true,"mechanism":"...","remedy":"..."},...}: no text in it holds a quote or a brace
function features(json, only,    parts, i, count, name, mechanism) {
	count = split(json, parts, /"},?/)
	for (i = 1; i < count; i++) {
		name = mechanism = parts[i]
		sub(/^\{?"/, "", name)
		sub(/".*/, "", name)
		sub(/.*"mechanism":"/, "", mechanism)
		sub(/",.*/, "", mechanism)
		if (name != "kernel" && (!only || name == only))
			verdict(name, mechanism, parts[i] ~ /"ok":true/ ? "ok" : parts[i] ~ /"needed":true/ ? "MISSING" : "absent")
	}
}

# A column of the second table: a kernel and the mechanism with which its tests ran.
function place(mechanism) {
	if (!((kernel, mechanism) in places)) {
		places[kernel, mechanism] = ++place_count
		place_names[place_count] = kernel ", " mechanism
	}
	return places[kernel, mechanism]
}

FNR == 1 { kernel = kernel_of(FILENAME) }
$1 == "features" { features($2, "") }
$1 == "hybrid" { features($2, "cgroups") }
$1 == "load" {
	verdict("verifier", $2, $3 == "ok" ? "ok" : "REFUSED")
	if ($3 != "ok")
		remark($3)
}
$1 == "warning" { warnings[kernel]++; remark($2) }
$1 == "remark" && $3 ~ /^not in this/ { excuses[$3] = excuses[$3] (index(excuses[$3], kernel) ? "" : " " kernel) }
$1 == "remark" && $3 !~ /^not in this|passed, / { remark("(" $2 ") " $3) }
$1 == "test" {
	if (!($4 in known)) {
		known[$4] = 1
		sentences[++sentence_count] = $4
	}
	verdicts[$4, place($2)] = $3
}
$1 == "end" { ended[kernel]++ }

END {
	printf row, "kernel", "feature", "mechanism", "verdict"
	for (i = 1; i <= kernel_count; i++) {
		kernel = kernels[i]
		verdict("warnings", "libbpf's and the kernel's log", warnings[kernel] ? warnings[kernel] " WARNINGS" : "ok")
		verdict("run", "all tests to their end", ended[kernel] == boots[kernel] ? "ok" : "CUT OFF")
		printf "%s", rows[kernel]
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
		for (j = 1; j <= place_count; j++) {
			word = (sentences[i], j) in verdicts ? verdicts[sentences[i], j] : "-"
			bad += word != "ok" # a test that did not run did not pass
			printf " %4s", word
		}
		print ""
	}
	print ""
	for (excuse in excuses)
		print excuse ":" excuses[excuse]
	for (i = 1; i <= remark_count; i++)
		print remarks[i]
	if (!kernel_count || !sentence_count)
		bad++
	print bad ? bad " failures" : "no failures"
	exit bad > 0
}
