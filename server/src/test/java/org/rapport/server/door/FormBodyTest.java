package org.rapport.server.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields of queries and forms, as browsers and people write them. */
class FormBodyTest {

  @Test
  void readsWhatPeopleLeaveRaw() {
    assertThat(
            FormBody.urlencoded(
                "identifier=urn:x|1&name=a+b%20c&a&=&b=%C3%89&b=É", StandardCharsets.UTF_8))
        .containsExactly(
            Map.entry("identifier", List.of("urn:x|1")),
            Map.entry("name", List.of("a b c")),
            Map.entry("a", List.of("")),
            Map.entry("", List.of("")),
            Map.entry("b", List.of("É", "É")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=%00",
        "a%00=1",
        "a=%ff",
        "a=%",
        "a=%1",
        "a=%zz",
        "a=%ed%a0%80",
        "gi\rven=1",
        "give%7f=1",
        "give%09=1"
      })
  void refusesWhatIsNoText(String form) {
    assertThatThrownBy(() -> FormBody.urlencoded(form, StandardCharsets.UTF_8))
        .isInstanceOf(RefusedException.class)
        .extracting("status")
        .isEqualTo(400);
  }

  @Test
  void readsTheFieldsOfAFormInPartsAndPassesFilesOver() {
    String body =
        """
        --b\r
        Content-Disposition: form-data; name="given"\r
        \r
        Zoé\r
        --b\r
        Content-Disposition: form-data; name="photo"; filename="a.png"\r
        Content-Type: image/png\r
        \r
        ...\r
        --b--\r
        """;

    assertThat(
            FormBody.multipart(
                body.getBytes(StandardCharsets.UTF_8), "multipart/form-data; boundary=b"))
        .containsExactly(Map.entry("given", List.of("Zoé")));
    assertThatThrownBy(() -> FormBody.multipart(new byte[] {1}, "multipart/form-data"))
        .isInstanceOf(RefusedException.class);
  }
}
