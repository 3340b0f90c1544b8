package org.rapport.server.outreach.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that a message may say. */
class NameInTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ada",
        "José",
        "Jean-Luc",
        "O’Neill",
        "D'Arcy",
        "María del Carmen",
        "J. R. R.",
        "李小龍",
        "Nguyễn Thị Minh",
        "Łukasz",
        "Anne (Annie)"
      })
  void aNameIsSaid(String name) {
    assertThat(NameInText.of(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "URGENT your account is locked, call +1 900 555 0199 today",
        "Ada2",
        "call 911",
        "https://evil.example",
        "evil.example",
        "visit evil.example now",
        "@ada",
        "a@b.c",
        "You have won a prize today",
        "Ada!",
        "Win $$$",
        "{{given}}",
        "<b>",
        "5554443333",
        "Abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq",
        "٤١٦٥٥٥"
      })
  void whatIsNoNameIsNotSaid(String text) {
    assertThat(NameInText.of(text)).isNull();
  }
}
