package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class VerifyVerdictTest {

    @Test
    void writesOneTestCasePerCheckThatEveryXmlReaderTakes() throws Exception {
        GoalResult result = GoalResult.of("verify", "tiny <&> \"model\"", "single-64", "abc")
                .with("mismatches", 3, "1")
                .with(new GoalResult.Check("rtl-equals-golden", false, "value 1: expected 2 < 3\n\u0001"))
                .with(new GoalResult.Check("tokens-equal", true, "9 tokens, all equal"));

        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(VerifyVerdict.junit(result).getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();

        assertThat(suite.getAttribute("tests")).isEqualTo("2");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getElementsByTagName("failure").item(0).getTextContent())
                .isEqualTo("value 1: expected 2 < 3\n?");
        assertThat(((Element) suite.getElementsByTagName("property").item(0)).getAttribute("value"))
                .isEqualTo("tiny <&> \"model\"");
    }
}
