package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.Thought;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MaterialTest {
    private static List<Thought> thoughts(int documents, int each) {
        List<Thought> result = new ArrayList<>();
        for (int d = 0; d < documents; d++) {
            for (int i = 0; i < each; i++) {
                result.add(new Thought("d" + d + "-" + i, "text " + d + " " + i, "en", "d" + d, i, new float[] {1}));
            }
        }
        return result;
    }

    private static Set<String> documents(List<Material.Text> texts) {
        return texts.stream().map(text -> text.id().split("-", -1)[0]).collect(Collectors.toSet());
    }

    @Test
    void shouldNeverPutOneDocumentOnBothSides() {
        Material material = Material.split(thoughts(8, 5), List.of(), thought -> true, 3);
        Set<String> both = new HashSet<>(documents(material.building()));
        both.retainAll(documents(material.heldOut()));
        assertThat(both).isEmpty();
        assertThat(material.building()).hasSize(20);
        assertThat(material.heldOut()).hasSize(20);
        assertThat(material.heldOutClusters()).isEqualTo(4);
    }

    @Test
    void shouldSplitOneBookByTheOrderOfReading() {
        Material material = Material.split(thoughts(1, 200), List.of(), thought -> true, 3);
        int lastBuilding = material.building().stream()
                .mapToInt(MaterialTest::position)
                .max()
                .orElseThrow();
        int firstHeldOut = material.heldOut().stream()
                .mapToInt(MaterialTest::position)
                .min()
                .orElseThrow();
        assertThat(lastBuilding).isLessThan(firstHeldOut);
        assertThat(material.heldOutClusters()).isEqualTo(10);
    }

    @Test
    void shouldHoldOutTheLastStretchWhereTheFirstIsTheShorter() {
        Material material = Material.split(thoughts(1, 21), List.of(), thought -> true, 3);
        assertThat(material.building()).hasSize(10);
        assertThat(material.heldOut()).hasSize(11);
    }

    @Test
    void shouldLeaveAHalfToAllOthersWhereOneDocumentHoldsMostOfTheBasin() {
        List<Thought> members = new java.util.ArrayList<>(thoughts(6, 2));
        thoughts(1, 40)
                .forEach(thought -> members.add(new Thought(
                        "big-" + thought.position(), thought.text(), "en", "big", thought.position(), new float[] {1
                        })));
        for (long seed = 0; seed < 20; seed++) {
            Material material = Material.split(members, List.of(), thought -> true, seed);
            assertThat(material.building().size()).isGreaterThanOrEqualTo(4);
            assertThat(material.heldOut().size()).isGreaterThanOrEqualTo(4);
        }
    }

    private static int position(Material.Text text) {
        return Integer.parseInt(text.id().split("-", -1)[1]);
    }

    @Test
    void shouldRefuseABasinTooSmallToSplit() {
        assertThatThrownBy(() -> Material.split(thoughts(1, 6), List.of(), thought -> true, 3))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("too small to split: 6 thoughts");
    }

    @Test
    void shouldMarkTextsThatTheGateKeepsOut() {
        Material material = Material.split(
                thoughts(4, 4), List.of(), thought -> thought.id().endsWith("-1"), 3);
        assertThat(material.heldOut()).filteredOn(Material.Text::open).hasSize(2);
    }

    @Test
    void shouldThinOutEvenly() {
        Material material = Material.split(thoughts(10, 10), thoughts(3, 3), thought -> true, 3)
                .atMost(10, 15, 4);
        assertThat(material.building()).hasSize(10);
        assertThat(documents(material.building())).hasSize(5);
        assertThat(material.heldOut()).hasSize(15);
        assertThat(material.neutral()).hasSize(4);
    }
}
