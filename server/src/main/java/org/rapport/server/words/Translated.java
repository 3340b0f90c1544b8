package org.rapport.server.words;

import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StringType;

/** Texts of resources that are there in several languages. */
public final class Translated {
  private static final String TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation";

  private Translated() {}

  /** A text in a language, by HL7's extension translation; else as it stands; never null. */
  public static String in(String language, StringType text) {
    for (Extension translation : text.getExtensionsByUrl(TRANSLATION)) {
      Extension lang = translation.getExtensionByUrl("lang");
      Extension content = translation.getExtensionByUrl("content");
      if (lang != null && content != null && language.equals(lang.getValue().primitiveValue())) {
        return content.getValue().primitiveValue();
      }
    }
    return text.getValue() == null ? "" : text.getValue();
  }
}
