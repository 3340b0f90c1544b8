package org.rapport.server.projection.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.ContactPoint;
import org.rapport.profiles.Extensions;

/**
 * A telecom of a patient, or of a person who may act for one, as stored in {@code contacts}.
 *
 * @param system phone, sms, email …
 * @param rank null: none given
 * @param confidential the only kind of address that may be used once one is so marked
 */
public record ContactJson(
    String system,
    String value,
    String use,
    Integer rank,
    boolean confidential,
    Instant from,
    Instant until) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().registerModule(new JavaTimeModule());

  /** Reads a telecom; one without a system or a value has null in its place. */
  public static ContactJson of(ContactPoint telecom) {
    boolean confidential =
        telecom.getExtensionByUrl(Extensions.CONFIDENTIAL_CONTACT) != null
            && telecom.getExtensionByUrl(Extensions.CONFIDENTIAL_CONTACT).getValue()
                instanceof BooleanType marked
            && marked.booleanValue();
    return new ContactJson(
        telecom.hasSystem() ? telecom.getSystem().toCode() : null,
        telecom.getValue(),
        telecom.hasUse() ? telecom.getUse().toCode() : null,
        telecom.hasRank() ? telecom.getRank() : null,
        confidential,
        telecom.getPeriod().hasStart() ? telecom.getPeriod().getStart().toInstant() : null,
        PeriodEnd.exclusive(telecom.getPeriod().getEndElement()));
  }

  public static String write(List<ContactJson> contacts) {
    try {
      return MAPPER.writeValueAsString(contacts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Contacts cannot be written", e);
    }
  }

  /** Reads the stored column. */
  public static List<ContactJson> read(String json) {
    try {
      return Arrays.asList(MAPPER.readValue(json, ContactJson[].class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Stored contacts cannot be read", e);
    }
  }
}
