package org.rapport.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.rest.annotation.At;
import ca.uhn.fhir.rest.annotation.History;
import ca.uhn.fhir.rest.annotation.Offset;
import ca.uhn.fhir.rest.annotation.Since;
import ca.uhn.fhir.rest.annotation.Transaction;
import ca.uhn.fhir.rest.annotation.TransactionParam;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import java.util.Date;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * Batches, transactions and the history of everything. The entries of a batch fail alone, whatever
 * is wrong with one: HAPI refuses a batch whole for one address that it cannot read. Each entry is
 * a transaction of its own, in the order sent; a transaction is all or nothing.
 */
@Component
public class SystemProvider {
  private final IFhirSystemDao<Bundle, Meta> dao;
  private final StoredVersions versions;
  private final FhirContext context;

  SystemProvider(IFhirSystemDao<Bundle, Meta> dao, StoredVersions versions, FhirContext context) {
    this.dao = dao;
    this.versions = versions;
    this.context = context;
  }

  /** Takes a Bundle. */
  @Transaction
  public Bundle take(RequestDetails request, @TransactionParam Bundle bundle) {
    if (bundle.getType() == BundleType.BATCH) {
      return batch(request, bundle);
    }
    if (bundle.getType() != BundleType.TRANSACTION) {
      throw new InvalidRequestException("Bundle.type should be batch or transaction");
    }
    bundle.getEntry().forEach(this::check);
    try {
      return dao.transaction(request, bundle);
    } catch (RuntimeException e) {
      boolean conditional =
          bundle.getEntry().stream().anyMatch(entry -> entry.getRequest().hasIfMatch());
      throw FhirFaults.told(e, conditional);
    }
  }

  /** History of all types. */
  @History
  public IBundleProvider history(
      @Offset Integer offset, @Since Date since, @At DateRangeParam at, RequestDetails request) {
    Date from = at == null ? since : at.getLowerBoundAsInstant();
    Date until = at == null ? null : at.getUpperBoundAsInstant();
    return dao.history(from, until, offset, request);
  }

  private Bundle batch(RequestDetails request, Bundle batch) {
    Bundle answers = new Bundle().setType(BundleType.BATCHRESPONSE);
    for (BundleEntryComponent entry : batch.getEntry()) {
      answers.addEntry(answer(request, entry));
    }
    return answers;
  }

  private BundleEntryComponent answer(RequestDetails request, BundleEntryComponent entry) {
    boolean conditional = entry.getRequest().hasIfMatch();
    try {
      check(entry);
      Bundle alone = new Bundle().setType(BundleType.TRANSACTION);
      alone.addEntry(entry);
      return dao.transaction(request, alone).getEntryFirstRep();
    } catch (RuntimeException e) {
      BaseServerResponseException fault = FhirFaults.told(e, conditional);
      BundleEntryComponent answer = new BundleEntryComponent();
      answer
          .getResponse()
          .setStatus(Integer.toString(fault.getStatusCode()))
          .setOutcome((Resource) fault.getOperationOutcome());
      return answer;
    }
  }

  private void check(BundleEntryComponent entry) {
    if (entry.getRequest().getMethod() == null) {
      throw new InvalidRequestException("Bundle.entry.request.method should be given");
    }
    String url = entry.getRequest().getUrl();
    if (url == null || url.isBlank()) {
      throw new InvalidRequestException("Bundle.entry.request.url should be given");
    }
    String[] parts = url.split("[/?]");
    if (entry.getRequest().getMethod() == HTTPVerb.PUT
        && "*".equals(entry.getRequest().getIfNoneMatch())
        && parts.length == 2
        && versions.isStored(parts[0], parts[1])) {
      throw new PreconditionFailedException("There is such a resource; ifNoneMatch wants none");
    }
    if (entry.getRequest().hasIfMatch()) {
      if (parts.length == 2 && context.getResourceTypes().contains(parts[0])) {
        String version = versions.matching(parts[0], parts[1], entry.getRequest().getIfMatch());
        entry.getRequest().setIfMatch(version);
      } else {
        throw new PreconditionFailedException(
            "ifMatch should stand beside the address of one resource");
      }
    }
  }
}
