// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.SlotKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who a cgroup belongs to, without the slot: see {@link ContainerMetadata} for the fields. What exceeds {@link TextLimits} is left out.
 *
 * @param complete nothing more is to be learned about it
 */
public record ContainerDescription(
        String id,
        ContainerKind kind,
        RuntimeIdentity runtime,
        String manager,
        String name,
        String image,
        String imageDigest,
        List<String> command,
        Map<String, String> labels,
        Grants grants,
        boolean complete) {

    public ContainerDescription {
        id = TextLimits.forText(id);
        name = TextLimits.forText(name);
        image = TextLimits.forText(image);
        imageDigest = TextLimits.forText(imageDigest);
        command = TextLimits.forCommand(command);
        labels = TextLimits.forLabels(labels);
    }

    /** Known by its id alone. */
    static ContainerDescription bare(String id, String manager) {
        return new ContainerDescription(
                id, ContainerKind.CONTAINER, RuntimeIdentity.UNKNOWN, manager, id, "", "", List.of(), Map.of(), Grants.UNKNOWN, false);
    }

    /** In a cgroup that was made for it. */
    static ContainerDescription expected(ContainerKind kind, String id, String name, List<String> command) {
        return new ContainerDescription(
                id, kind, RuntimeIdentity.UNKNOWN, "", name, "", "", command, Map.of(), Grants.UNKNOWN, true);
    }

    /** A container that no runtime knows: called by its cgroup. */
    public static ContainerDescription nameless(CgroupRef cgroup) {
        return bare(cgroup.path().substring(cgroup.path().lastIndexOf('/') + 1), "");
    }

    /** A machine that systemd knows. */
    static ContainerDescription ofMachine(String name) {
        return new ContainerDescription(
                name, ContainerKind.CONTAINER, RuntimeIdentity.UNKNOWN, ContainerMetadata.NSPAWN, name, "", "", List.of(), Map.of(), Grants.UNKNOWN, true);
    }

    /** A systemd service. */
    public static ContainerDescription ofUnit(String unit, Grants grants) {
        return new ContainerDescription(
                unit, ContainerKind.UNIT, RuntimeIdentity.UNKNOWN, "systemd", unit, "", "", List.of(), Map.of(), grants, true);
    }

    /** Whether more is known than what its cgroup is called. */
    public boolean identified() {
        return complete || grants.known() || !runtime.name().isEmpty() || !image.isEmpty() || !labels.isEmpty() || !name.equals(id);
    }

    /** Whether the configuration that its runtime was given is known, or there is none. */
    public boolean configured() {
        return complete || grants.known();
    }

    ContainerDescription withRuntime(RuntimeIdentity identity) {
        return new ContainerDescription(
                id, kind, identity, manager, name, image, imageDigest, command, labels, grants, complete);
    }

    /** With what its configuration says; labels that are known already stay. */
    ContainerDescription withConfig(OciConfig config) {
        Map<String, String> all = new HashMap<>(config.annotations());
        all.putAll(labels);
        List<String> args = command.isEmpty() ? config.command() : command;
        return new ContainerDescription(
                id, kind, runtime, manager, name, image, imageDigest, args, all, config.grants(), complete);
    }

    /** With these labels alone. */
    ContainerDescription withLabels(Map<String, String> only) {
        return new ContainerDescription(
                id, kind, runtime, manager, name, image, imageDigest, command, only, grants, complete);
    }

    /** With a command, unless one is known. */
    ContainerDescription withCommand(List<String> args) {
        return new ContainerDescription(
                id, kind, runtime, manager, name, image, imageDigest, command.isEmpty() ? args : command, labels, grants, complete);
    }

    /** With what a manager calls it. Empty values leave what is known. */
    ContainerDescription named(String newName, String newImage, String newDigest, Map<String, String> newLabels) {
        Map<String, String> all = new HashMap<>(labels);
        all.putAll(newLabels);
        return new ContainerDescription(
                id,
                kind,
                runtime,
                manager,
                newName.isEmpty() ? name : newName,
                newImage.isEmpty() ? image : newImage,
                newDigest.isEmpty() ? imageDigest : newDigest,
                command,
                all,
                grants,
                complete);
    }

    ContainerDescription completed() {
        return new ContainerDescription(
                id, kind, runtime, manager, name, image, imageDigest, command, labels, grants, true);
    }

    /** The payload of a CONTAINER document. */
    public ContainerMetadata metadata(SlotKey slot, CgroupRef cgroup, String node, long created, boolean late) {
        return new ContainerMetadata(
                slot, cgroup.id(), cgroup.path(), id, kind, runtime, manager, name, image, imageDigest, command, labels, grants, node,
                created, 0, late);
    }
}
