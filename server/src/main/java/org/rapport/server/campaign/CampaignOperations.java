package org.rapport.server.campaign;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.terminology.CampaignState;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What staff do to a campaign: {@code $approve}, {@code $halt}, {@code $resume}, {@code $cancel} on
 * its CommunicationRequest. Each answers the request as it then stands; repeating one changes
 * nothing.
 */
@Component
public class CampaignOperations implements FhirOperations {
  private final CampaignRows rows;
  private final CampaignMoves moves;
  private final AdvanceCampaign advance;
  private final IFhirResourceDao<CommunicationRequest> requests;
  private final TransactionTemplate transaction;

  CampaignOperations(
      CampaignRows rows,
      CampaignMoves moves,
      AdvanceCampaign advance,
      IFhirResourceDao<CommunicationRequest> requests,
      TransactionTemplate transaction) {
    this.rows = rows;
    this.moves = moves;
    this.advance = advance;
    this.requests = requests;
    this.transaction = transaction;
  }

  /** A second person lets it go: nobody who wrote it may. Its recipients are fixed now. */
  @Operation(name = "$approve", type = CommunicationRequest.class, idempotent = false)
  public CommunicationRequest approve(@IdParam IdType id, ServletRequestDetails request) {
    String by = CampaignGuard.who(request);
    return run(
        id,
        campaign -> {
          if (campaign.authors().contains(by)) {
            throw new ForbiddenOperationException(
                "Who wrote a campaign does not approve it: a second person has to");
          }
          Campaign counted = campaign;
          if (campaign.state() == CampaignState.COUNTING) {
            advance.count(campaign);
            counted = rows.lock(campaign.id()).orElseThrow();
          }
          if (counted.state() == CampaignState.AWAITING_APPROVAL) {
            advance.fix(counted, advance.members(counted), by);
          } else if (counted.state() == CampaignState.WAITING
              && campaign.state() == CampaignState.COUNTING) {
            throw new UnprocessableEntityException("It has so few recipients that it needs none");
          } else if (counted.state().over()) {
            throw over(counted);
          }
        });
  }

  /** Nothing more of it goes out until it is resumed. */
  @Operation(name = "$halt", type = CommunicationRequest.class, idempotent = false)
  public CommunicationRequest halt(
      @IdParam IdType id,
      @OperationParam(name = "reason", min = 1) StringType reason,
      ServletRequestDetails request) {
    return act(
        id,
        reason,
        request,
        (campaign, by, why) -> {
          if (campaign.state() == CampaignState.HALTED) {
            return;
          }
          if (!campaign.state().next().contains(CampaignState.HALTED)) {
            throw over(campaign);
          }
          moves.halt(campaign, by, why);
        });
  }

  /** It goes on where it stopped. */
  @Operation(name = "$resume", type = CommunicationRequest.class, idempotent = false)
  public CommunicationRequest resume(
      @IdParam IdType id,
      @OperationParam(name = "reason", min = 1) StringType reason,
      ServletRequestDetails request) {
    return act(
        id,
        reason,
        request,
        (campaign, by, why) -> {
          if (campaign.state() == CampaignState.HALTED) {
            moves.resume(campaign, by, why);
          } else if (campaign.state().over()) {
            throw over(campaign);
          }
        });
  }

  /** It is over for good; whoever was not written to is not. */
  @Operation(name = "$cancel", type = CommunicationRequest.class, idempotent = false)
  public CommunicationRequest cancel(
      @IdParam IdType id,
      @OperationParam(name = "reason", min = 1) StringType reason,
      ServletRequestDetails request) {
    return act(
        id,
        reason,
        request,
        (campaign, by, why) -> {
          if (campaign.state() == CampaignState.COMPLETED) {
            throw over(campaign);
          }
          if (campaign.state() != CampaignState.CANCELLED) {
            moves.cancel(campaign, by, why);
          }
        });
  }

  /** Something that staff do, with who does it and why. */
  private interface Act {
    void on(Campaign campaign, String by, String why);
  }

  private CommunicationRequest act(
      IdType id, StringType reason, ServletRequestDetails request, Act act) {
    String why = required(reason);
    String by = CampaignGuard.who(request);
    return run(id, campaign -> act.on(campaign, by, why));
  }

  private CommunicationRequest run(IdType id, Consumer<Campaign> act) {
    return transaction.execute(
        status -> {
          CommunicationRequest request = read(id);
          Campaign campaign =
              rows.lock(id.getIdPart())
                  .orElseThrow(
                      () ->
                          new UnprocessableEntityException(
                              CampaignExtension.isToGroup(request)
                                  ? "The campaign is not active"
                                  : "It is no campaign: its subject is no Group"));
          act.accept(campaign);
          return read(id);
        });
  }

  private CommunicationRequest read(IdType id) {
    if (!id.hasIdPart()) {
      throw new ResourceNotFoundException(id);
    }
    return requests.read(
        new IdType("CommunicationRequest", id.getIdPart()), new SystemRequestDetails());
  }

  private static UnprocessableEntityException over(Campaign campaign) {
    return new UnprocessableEntityException("The campaign is " + campaign.state().code());
  }

  private static String required(StringType reason) {
    if (reason == null || !reason.hasValue() || reason.getValue().isBlank()) {
      throw new InvalidRequestException("reason should say why");
    }
    return reason.getValue();
  }
}
