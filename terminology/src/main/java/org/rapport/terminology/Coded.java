package org.rapport.terminology;

import java.util.Arrays;
import java.util.Optional;

/**
 * A code of one of Rapport's code systems, as a constant.
 *
 * <p>The code system files are the source; a test holds the enums equal to them, in both
 * directions.
 */
public interface Coded {

  /** The canonical base of everything that Rapport defines. */
  String BASE = "https://rapport.example.org/fhir";

  /** The code as it stands in {@code Coding.code}. */
  String code();

  /** The English display text. */
  String display();

  /** The canonical URL of the code system, as it stands in {@code Coding.system}. */
  String system();

  /**
   * The one of the values that has this code.
   *
   * @param code may be null, which no value has
   */
  static <T extends Coded> Optional<T> find(T[] values, String code) {
    return Arrays.stream(values).filter(value -> value.code().equals(code)).findFirst();
  }
}
