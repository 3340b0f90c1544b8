package org.rapport.server.campaign;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.campaign.CampaignRows.Recipient;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.terminology.CampaignState;
import org.springframework.stereotype.Component;

/**
 * {@code CommunicationRequest/[id]/$progress}: how a campaign stands now, what became of its
 * recipients, and with {@code _count} each of them. {@code sent + notDone + pending = members}.
 */
@Component
public class ProgressOperation implements FhirOperations {
  private static final int MOST = 500;

  private final CampaignRows rows;
  private final Pace pace;
  private final CampaignPlaces places;
  private final Clock clock;

  ProgressOperation(CampaignRows rows, Pace pace, CampaignPlaces places, Clock clock) {
    this.rows = rows;
    this.pace = pace;
    this.places = places;
    this.clock = clock;
  }

  /** Reads; parameters {@code _count} (recipients to list, at most 500) and {@code after}. */
  @Operation(name = "$progress", type = CommunicationRequest.class, idempotent = true)
  public Parameters progress(@IdParam IdType id, RequestDetails request) {
    Campaign campaign =
        rows.find(id.getIdPart()).orElseThrow(() -> new ResourceNotFoundException(id));
    Progress progress = rows.progress(campaign);
    int members =
        campaign.startsAt() == null && campaign.members() != null && !campaign.state().over()
            ? campaign.members()
            : progress.members();
    Parameters answer = new Parameters();
    answer.addParameter("state", new CodeType(campaign.state().code()));
    answer.addParameter("members", new IntegerType(members));
    answer.addParameter("sent", new IntegerType(progress.sent()));
    answer.addParameter("notDone", new IntegerType(progress.notDone()));
    answer.addParameter("pending", new IntegerType(members - progress.sent() - progress.notDone()));
    answer.addParameter("errors", new IntegerType(progress.errors()));
    answer.addParameter("complaints", new IntegerType(progress.complaints()));
    answer.addParameter("identicalBodies", new IntegerType(progress.identical()));
    if (campaign.service() != null && campaign.state() == CampaignState.RUNNING) {
      Optional<String> slow = pace.look(campaign, clock.instant()).slow();
      answer.addParameter("pace", new CodeType(slow.isPresent() ? "slow" : "usual"));
      slow.ifPresent(why -> answer.addParameter("paceReason", new StringType(why)));
    }
    places
        .counts(campaign.id())
        .forEach(
            (location, count) -> {
              ParametersParameterComponent part = answer.addParameter().setName("place");
              part.addPart().setName("location").setValue(new Reference("Location/" + location));
              part.addPart().setName("recipients").setValue(new IntegerType(count));
            });
    if (campaign.startsAt() != null) {
      answer.addParameter(
          "startsAt",
          new InstantType(
              Date.from(campaign.startsAt()),
              TemporalPrecisionEnum.MILLI,
              TimeZone.getTimeZone("UTC")));
    }
    Brakes.warning(progress)
        .ifPresent(warning -> answer.addParameter("warning", new StringType(warning)));
    rows.reasons(campaign.id())
        .forEach(
            (reason, count) -> {
              ParametersParameterComponent part = answer.addParameter().setName("notDoneReason");
              part.addPart().setName("code").setValue(new CodeType(reason));
              part.addPart().setName("count").setValue(new IntegerType(count));
            });
    int count = count(one(request, "_count"));
    if (count > 0) {
      recipients(answer, rows.recipients(campaign.id(), one(request, "after"), count));
    }
    return answer;
  }

  private static void recipients(Parameters answer, List<Recipient> recipients) {
    for (Recipient recipient : recipients) {
      ParametersParameterComponent part = answer.addParameter().setName("recipient");
      part.addPart().setName("patient").setValue(new Reference("Patient/" + recipient.patient()));
      part.addPart().setName("outcome").setValue(new CodeType(recipient.outcome()));
      if (recipient.reason() != null) {
        part.addPart().setName("reason").setValue(new CodeType(recipient.reason()));
      }
      if (recipient.request() != null) {
        part.addPart()
            .setName("request")
            .setValue(new Reference("CommunicationRequest/" + recipient.request()));
      }
    }
  }

  private static String one(RequestDetails request, String name) {
    String[] values = request.getParameters().get(name);
    return values == null || values.length == 0 ? null : values[0];
  }

  private static int count(String value) {
    if (value == null) {
      return 0;
    }
    if (!value.matches("\\d{1,6}")) {
      throw new InvalidRequestException("_count should be a number");
    }
    return Math.min(Integer.parseInt(value), MOST);
  }
}
