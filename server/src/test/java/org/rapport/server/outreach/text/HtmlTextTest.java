package org.rapport.server.outreach.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Plain text becomes HTML without becoming code. */
class HtmlTextTest {

  @Test
  void whenTextLooksLikeMarkup_thenItIsEscaped() {
    String html = HtmlText.of("Hi <script>x</script> & \"you\"", "A </title><b>", "en\"><b");

    assertThat(html)
        .contains("Hi &lt;script&gt;x&lt;/script&gt; &amp; &quot;you&quot;")
        .contains("<title>A &lt;/title&gt;&lt;b&gt;</title>")
        .doesNotContain("<script", "<b>", "\"><b");
  }

  @Test
  void whenTextHasBlankLines_thenTheyPartParagraphsAndLinesStay() {
    assertThat(HtmlText.of("One\ntwo\n \nThree", null, "FR"))
        .contains("<p>One<br>two</p><p>Three</p>")
        .contains("<html lang=\"fr\">")
        .contains("<title></title>");
  }

  @Test
  void whenTextHasAccents_thenTheyStay() {
    assertThat(HtmlText.of("à l'été 😀", "é", "fr")).contains("à l&#39;été 😀");
  }

  @Test
  void whenTextHasALink_thenItIsAnAnchorWithoutTheFullStop() {
    assertThat(HtmlText.of("See https://clinic.example/p/a?b=1&c=2. Bye", null, "en"))
        .contains(
            "See <a href=\"https://clinic.example/p/a?b=1&amp;c=2\">"
                + "https://clinic.example/p/a?b=1&amp;c=2</a>. Bye");
    assertThat(HtmlText.of("javascript://x https://<b>", null, "en")).doesNotContain("<a ", "<b>");
  }
}
