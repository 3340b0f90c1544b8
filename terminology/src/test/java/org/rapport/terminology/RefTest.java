package org.rapport.terminology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefTest {
  @Test
  void typeAndIdAreTakenApartAndPutTogether() {
    Ref visit = Ref.of("Appointment/v-1");

    assertThat(visit).isEqualTo(new Ref("Appointment", "v-1"));
    assertThat(visit).hasToString("Appointment/v-1");
    assertThat(Ref.of("Task/1/_history/2")).hasToString("Task/1");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "word", "Task/", "/1", "https://clinic.example/fhir/Task/1", "#1"})
  void whatIsNoRelativeReferenceIsNone(String text) {
    assertThat(Ref.from(text)).isEmpty();
    assertThat(Ref.is("Task", text)).isFalse();
    assertThatThrownBy(() -> Ref.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void thoseOfATypeAreFoundAmongOthers() {
    assertThat(Ref.ids("Task", List.of("Task/1", "Patient/2", "register", "Task/3")))
        .containsExactly("1", "3");
    assertThat(Ref.id("Task", "Patient/2")).isEmpty();
    assertThat(Ref.id("Patient", "Patient/2")).contains("2");
  }
}
