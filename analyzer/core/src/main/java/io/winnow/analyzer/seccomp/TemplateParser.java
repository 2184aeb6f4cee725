// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import io.winnow.collector.record.Errno;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes a template from the tree of a profile: moby profiles/seccomp/seccomp.go, containers/common pkg/seccomp/types.go. */
final class TemplateParser {

    static final Set<String> PROFILE_KEYS = Set.of(
            "defaultAction", "defaultErrnoRet", "defaultErrno", "architectures", "archMap", "flags", "listenerPath", "listenerMetadata",
            "syscalls");
    private static final Set<String> RULE_KEYS =
            Set.of("name", "names", "action", "errnoRet", "errno", "args", "comment", "includes", "excludes");
    private static final Set<String> ARGUMENT_KEYS = Set.of("index", "value", "valueTwo", "op");
    private static final Set<String> CONDITION_KEYS = Set.of("arches", "caps", "minKernel");
    private static final Set<String> HOST_KEYS = Set.of("architecture", "subArchitectures");

    private static final Pattern CAPABILITY = Pattern.compile("CAP_[A-Z0-9_]{1,60}");
    private static final Pattern DOCKER_ARCHITECTURE = Pattern.compile("[a-z0-9_]{1,32}");
    private static final String AN_ACTION = "an action, such as SCMP_ACT_ALLOW";
    private static final String AN_ARCHITECTURE = "an architecture, such as SCMP_ARCH_X86_64";

    private final Remarks remarks = new Remarks();

    ReadProfile parse(Element profile) {
        Map<String, Element> fields = profile.fields();
        remarks.unknownKeys(fields, PROFILE_KEYS);
        Action action = required(profile, fields, "defaultAction").named(Action::named, AN_ACTION);
        OptionalInt errno = errno(action, fields, "defaultErrnoRet", "defaultErrno");
        for (String key : List.of("listenerPath", "listenerMetadata")) {
            if (fields.containsKey(key)) {
                remarks.add(fields.get(key).place(), "not carried over");
            }
        }
        List<Architecture> architectures = architectures(fields.get("architectures"));
        Map<Architecture, List<Architecture>> hosts = hosts(fields.get("archMap"));
        if (!architectures.isEmpty() && !hosts.isEmpty()) {
            throw profile.fails("both architectures and archMap are there: leave out one, as Docker refuses this");
        }
        ProfileTemplate template =
                new ProfileTemplate(action, errno, architectures, hosts, flags(fields.get("flags")), rules(fields.get("syscalls")));
        return new ReadProfile(template, remarks.lines());
    }

    private List<ConditionalRule> rules(Element syscalls) {
        List<ConditionalRule> rules = new ArrayList<>();
        for (Element element : items(syscalls)) {
            Map<String, Element> fields = element.fields();
            remarks.unknownKeys(fields, RULE_KEYS);
            List<String> names = names(element, fields);
            Action action = required(element, fields, "action").named(Action::named, AN_ACTION);
            OptionalInt errno = errno(action, fields, "errnoRet", "errno");
            List<ArgCondition> args = items(fields.get("args")).stream().map(this::argument).toList();
            Condition includes = condition(fields.get("includes"));
            Condition excludes = condition(fields.get("excludes"));
            if (names.isEmpty()) {
                remarks.add(element.place(), "a rule without names, not regarded");
            } else {
                rules.add(new ConditionalRule(new Rule(names, action, errno, args), includes, excludes));
            }
        }
        return rules;
    }

    private List<String> names(Element rule, Map<String, Element> fields) {
        Element name = fields.get("name");
        Element names = fields.get("names");
        if (name != null && names != null) {
            throw rule.fails("both name and names are there: leave out name, as Docker refuses this");
        }
        List<Element> elements = name != null ? List.of(name) : items(names);
        return elements.stream()
                .map(element -> element.word(Rule.NAME, "the name of a system call"))
                .toList();
    }

    private ArgCondition argument(Element argument) {
        Map<String, Element> fields = argument.fields();
        remarks.unknownKeys(fields, ARGUMENT_KEYS);
        int index = fields.containsKey("index") ? fields.get("index").number(5) : 0;
        Operator operator = required(argument, fields, "op").named(Operator::named, "an operator, such as SCMP_CMP_EQ");
        long value = fields.containsKey("value") ? fields.get("value").unsigned() : 0;
        long valueTwo = fields.containsKey("valueTwo") ? fields.get("valueTwo").unsigned() : 0;
        if (operator != Operator.MASKED_EQUAL && valueTwo != 0) {
            remarks.add(fields.get("valueTwo").place(), "means nothing with " + operator.ociName() + ", not regarded");
            valueTwo = 0;
        }
        return new ArgCondition(index, operator, value, valueTwo);
    }

    private Condition condition(Element condition) {
        if (condition == null) {
            return Condition.NONE;
        }
        Map<String, Element> fields = condition.fields();
        remarks.unknownKeys(fields, CONDITION_KEYS);
        Set<String> capabilities = words(fields.get("caps"), CAPABILITY, "a capability, such as CAP_SYS_ADMIN");
        Set<String> architectures = words(fields.get("arches"), DOCKER_ARCHITECTURE, "an architecture, such as amd64");
        Optional<KernelVersion> kernel = Optional.ofNullable(fields.get("minKernel"))
                .map(least -> least.named(KernelVersion::parse, "a kernel version, such as 4.8"));
        return new Condition(capabilities, architectures, kernel);
    }

    private OptionalInt errno(Action action, Map<String, Element> fields, String numberKey, String nameKey) {
        Element number = fields.get(numberKey);
        Element name = fields.get(nameKey);
        if (number == null && name == null) {
            return OptionalInt.empty();
        }
        Element given = number == null ? name : number;
        if (!action.takesErrno()) {
            remarks.add(given.place(), "means nothing with " + action.ociName() + ", not regarded; crun refuses it");
            return OptionalInt.empty();
        }
        if (number == null) {
            return OptionalInt.of(number(name));
        }
        int value = number.number(action.largestErrno());
        if (name != null && number(name) != value) {
            throw name.fails(name.text() + " is not the number " + value + " of " + numberKey);
        }
        return OptionalInt.of(value);
    }

    private static int number(Element name) {
        return name.named(text -> Errno.number(text).stream().boxed().findAny(), "an errno, such as EPERM");
    }

    private static List<Architecture> architectures(Element architectures) {
        return items(architectures).stream()
                .map(element -> element.named(Architecture::named, AN_ARCHITECTURE))
                .toList();
    }

    private Map<Architecture, List<Architecture>> hosts(Element archMap) {
        Map<Architecture, List<Architecture>> hosts = new EnumMap<>(Architecture.class);
        for (Element element : items(archMap)) {
            Map<String, Element> fields = element.fields();
            remarks.unknownKeys(fields, HOST_KEYS);
            Architecture host = required(element, fields, "architecture").named(Architecture::named, AN_ARCHITECTURE);
            List<Architecture> others = architectures(fields.get("subArchitectures"));
            if (hosts.putIfAbsent(host, others) != null) {
                remarks.add(element.place(), host.ociName() + " was there before, not regarded");
            }
        }
        return hosts;
    }

    private static Set<FilterFlag> flags(Element flags) {
        Set<FilterFlag> known = new LinkedHashSet<>();
        items(flags).forEach(flag -> known.add(flag.named(FilterFlag::named, "a flag, such as SECCOMP_FILTER_FLAG_LOG")));
        return known;
    }

    private static Set<String> words(Element list, Pattern form, String what) {
        Set<String> words = new LinkedHashSet<>();
        items(list).forEach(element -> words.add(element.word(form, what)));
        return words;
    }

    private static List<Element> items(Element list) {
        return list == null ? List.of() : list.items();
    }

    private static Element required(Element parent, Map<String, Element> fields, String key) {
        Element element = fields.get(key);
        if (element == null) {
            throw parent.fails("there is no " + key + " here");
        }
        return element;
    }
}
