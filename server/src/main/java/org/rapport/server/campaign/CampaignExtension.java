package org.rapport.server.campaign;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.rapport.profiles.Extensions;
import org.rapport.terminology.CampaignState;

/** How a campaign stands, in its CommunicationRequest: the extension, and the status with it. */
final class CampaignExtension {
  private final CommunicationRequest request;

  private CampaignExtension(CommunicationRequest request) {
    this.request = request;
  }

  static CampaignExtension of(CommunicationRequest request) {
    return new CampaignExtension(request);
  }

  /** Whether a request is addressed to a Group. */
  static boolean isToGroup(CommunicationRequest request) {
    return "Group".equals(request.getSubject().getReferenceElement().getResourceType());
  }

  Optional<CampaignState> state() {
    return text(Extensions.Campaign.STATE).flatMap(CampaignState::fromCode);
  }

  /**
   * Moves it to another state.
   *
   * @throws IllegalStateException when that cannot follow
   */
  void to(CampaignState next) {
    CampaignState now = state().orElse(null);
    if (now != null && !now.next().contains(next)) {
      throw new IllegalStateException(now + " is not followed by " + next);
    }
    set(Extensions.Campaign.STATE, new CodeType(next.code()));
    request.setStatus(
        switch (next) {
          case HALTED -> CommunicationRequestStatus.ONHOLD;
          case COMPLETED -> CommunicationRequestStatus.COMPLETED;
          case CANCELLED -> CommunicationRequestStatus.REVOKED;
          default -> CommunicationRequestStatus.ACTIVE;
        });
  }

  List<String> authors() {
    List<String> authors = new ArrayList<>();
    for (Extension part : parts()) {
      if (Extensions.Campaign.AUTHOR.equals(part.getUrl())) {
        authors.add(part.getValue().primitiveValue());
      }
    }
    return List.copyOf(authors);
  }

  void addAuthor(String who) {
    if (!authors().contains(who)) {
      extension().addExtension(Extensions.Campaign.AUTHOR, new StringType(who));
    }
  }

  Optional<String> text(String part) {
    return parts().stream()
        .filter(p -> part.equals(p.getUrl()) && p.getValue() != null)
        .map(p -> p.getValue().primitiveValue())
        .findFirst();
  }

  Optional<Instant> instant(String part) {
    return parts().stream()
        .filter(p -> part.equals(p.getUrl()))
        .map(Extension::getValue)
        .filter(InstantType.class::isInstance)
        .map(value -> ((InstantType) value).getValue().toInstant())
        .findFirst();
  }

  Optional<Integer> number(String part) {
    return parts().stream()
        .filter(p -> part.equals(p.getUrl()))
        .map(Extension::getValue)
        .filter(IntegerType.class::isInstance)
        .map(value -> ((IntegerType) value).getValue())
        .findFirst();
  }

  void set(String part, String value) {
    set(part, value == null ? null : new StringType(value));
  }

  void set(String part, Instant value) {
    set(
        part,
        new InstantType(
            Date.from(value), TemporalPrecisionEnum.MILLI, TimeZone.getTimeZone("UTC")));
  }

  void set(String part, int value) {
    set(part, new UnsignedIntType(value));
  }

  /** Sets a part, or takes it away. */
  private void set(String part, Type value) {
    Extension extension = extension();
    extension.getExtension().removeIf(p -> part.equals(p.getUrl()));
    if (value != null) {
      extension.addExtension(part, value);
    }
  }

  private List<Extension> parts() {
    Extension extension = request.getExtensionByUrl(Extensions.CAMPAIGN);
    return extension == null ? List.of() : extension.getExtension();
  }

  private Extension extension() {
    Extension extension = request.getExtensionByUrl(Extensions.CAMPAIGN);
    if (extension == null) {
      extension = request.addExtension().setUrl(Extensions.CAMPAIGN);
    }
    return extension;
  }
}
