package org.rapport.server.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables as offices save them. */
class LeadTableTest {
  private static final Map<String, String> ROW =
      Map.of("given", "Ána", "family", "Núñez", "phone", "+12125559301");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "given,family,phone\nÁna,Núñez,+12125559301\n",
        "given;family;phone\r\nÁna;Núñez;+12125559301\r\n",
        "sep=;\r\ngiven;family;phone\r\nÁna;Núñez;+12125559301",
        "\uFEFFsep=;\ngiven;family;phone\nÁna;Núñez;+12125559301",
        "given\tfamily\tphone\nÁna\tNúñez\t+12125559301",
        "given|family|phone\nÁna|Núñez|+12125559301",
        " Given , Family , Phone \n Ána , Núñez , +12125559301",
        "given,family,phone,,\nÁna,Núñez,+12125559301,,",
        "\uFEFFFirst Name,Last Name,Mobile Phone\nÁna,Núñez,+12125559301",
        "first_name,LAST-NAME,Phone Number\nÁna,Núñez,+12125559301",
        "Prénom;Nom;Téléphone;Courriel\nÁna;Núñez;+12125559301;",
        "Nombre;Apellidos;Teléfono\n\"Ána\";\"Núñez\";\"+12125559301\"",
        "Home Phone,Given,Family,Cell Phone\n+12125559999,Ána,Núñez,+12125559301",
        "given,family,phone,Shoe size\nÁna,Núñez,+12125559301,38\n\n",
        "given,family,phone\rÁna,Núñez,+12125559301\r"
      })
  void areReadAsTheyAreMeant(String csv) {
    assertThat(LeadTable.of(csv).rows()).containsExactly(ROW);
  }

  @Test
  void theirColumnsAreNamed_alsoThoseThatAreNotKnown() {
    LeadTable table = LeadTable.of("First Name,Shoe size,E-mail\nAna,38,ana@example.org\n");

    assertThat(table.columns())
        .containsExactly(
            new LeadTable.Column("First Name", "given"),
            new LeadTable.Column("Shoe size", null),
            new LeadTable.Column("E-mail", "email"));
  }

  @Test
  void aSeparatorThatPartsNothingIsNamed() {
    assertThatThrownBy(() -> LeadTable.of("sep=,\ngiven;family;phone\nAna;Semi;1\n"))
        .hasMessageContaining("commas")
        .hasMessageContaining("given;family;phone");
    assertThatThrownBy(() -> LeadTable.of("a^b^c\n1^2^3\n")).hasMessageContaining("a^b^c");
    assertThatThrownBy(() -> LeadTable.of("  ")).hasMessageContaining("on top");
  }

  @Test
  void theirBytesAreTextInTheCharsetThatTheyAreIn() {
    String text = "Prénom;Téléphone\nÁna;1\n";
    String marked = '\uFEFF' + text;

    assertThat(LeadTable.text(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
    assertThat(LeadTable.text(text.getBytes(Charset.forName("windows-1252")))).isEqualTo(text);
    assertThat(LeadTable.of(LeadTable.text(marked.getBytes(StandardCharsets.UTF_16LE))).rows())
        .containsExactly(Map.of("given", "Ána", "phone", "1"));
    assertThat(LeadTable.of(LeadTable.text(marked.getBytes(StandardCharsets.UTF_16BE))).rows())
        .containsExactly(Map.of("given", "Ána", "phone", "1"));
  }
}
