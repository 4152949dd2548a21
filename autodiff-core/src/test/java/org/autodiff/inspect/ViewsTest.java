package org.autodiff.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Recordings as text, as Mermaid and as DOT. */
class ViewsTest {
    @Test
    void aListing() {
        assertThat(Listing.of(Lectures.product())).isEqualTo("""
                %0 x = leaf : f64[]  = 1  adjoint −2
                %1 y = leaf : f64[]  = 3  adjoint −2
                %2 z = leaf : f64[]  = −2  adjoint 4
                %3 q = add %0 %1 : f64[]  = 4  adjoint −2
                %4 v = mul %3 %2 : f64[]  = −8  adjoint 1
                """);
        assertThat(Listing.of(Lectures.network()))
                .contains(
                        "net:\n  ",
                        "  net.conv1:\n    %",
                        "net.conv1.weight = leaf",
                        "labels = const",
                        "adjoint not computed");
        assertThat(Listing.of(RecordingTest.hostile()).lines()).hasSize(5);
    }

    @Test
    void mermaid() {
        assertThat(Mermaid.of(Lectures.product())).isEqualTo("""
                flowchart LR
                n0(("x"))
                n1(("y"))
                n2(("z"))
                n3["q = add"]
                n4["v = mul"]
                n0 -->|"1<br/>∂ −2"| n3
                n1 -->|"3<br/>∂ −2"| n3
                n3 -->|"4<br/>∂ −2"| n4
                n2 -->|"−2<br/>∂ 4"| n4
                """);
        assertThat(Mermaid.of(Lectures.network())).contains("subgraph m0[\"net\"]", "subgraph m1[\"net.conv1\"]");
        assertThat(Mermaid.of(RecordingTest.hostile())).doesNotContain("<script", "<img", "onerror=");
    }

    @Test
    void dot() {
        assertThat(Dot.of(Lectures.product())).contains("""
                  n4 [shape=box, label="%4 v mul\\nf64[]"];
                """, """
                  n3 -> n4 [label=<<FONT COLOR="#116329">4</FONT><BR/><FONT COLOR="#b3261e">−2</FONT>>];
                """);
        assertThat(Dot.of(Lectures.network())).contains("subgraph cluster_m1 { label=\"net.conv1\";");
        assertThat(Dot.of(RecordingTest.hostile())).contains("\\\"><img src=x").contains("'&amp;\\\\u003c\\n");
    }
}
