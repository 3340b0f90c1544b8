package org.rapport.server.store.rows;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.model.DaoMethodOutcome;
import ca.uhn.fhir.jpa.config.HapiFhirHibernateJpaDialect;
import ca.uhn.fhir.jpa.dao.EntriesToProcessMap;
import ca.uhn.fhir.jpa.dao.IdSubstitutionMap;
import ca.uhn.fhir.jpa.dao.TransactionProcessor;
import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import ca.uhn.fhir.util.StopWatch;
import jakarta.annotation.PostConstruct;
import jakarta.persistence.PersistenceException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.instance.model.api.IIdType;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * HAPI's transactions (R4, http.html#transaction), in which what is new is written once. HAPI
 * prepares, indexes and encodes each new resource twice: once to know its id, and once more when
 * the references of all are resolved. Here the entries of one verb are taken in the order of their
 * references, so that nearly all have their references when they are first seen; they are then
 * stored whole, a table at a time. What refers to something that comes later, or in a way that only
 * HAPI knows, goes HAPI's way, in the same transaction. The order of verbs, answers, hooks, retries
 * and checks are HAPI's.
 */
@Component
@Primary
public class ClientTransactions extends TransactionProcessor {
  private final NewResources fresh;
  private final WrittenTogether together;
  private final DaoRegistry daos;
  private final FhirContext context;
  private final StorageSettings settings;
  private final HapiFhirHibernateJpaDialect dialect;
  private final boolean on;
  private final Nested<WrittenOnce> running = new Nested<>();

  ClientTransactions(
      NewResources fresh,
      WrittenTogether together,
      DaoRegistry daos,
      FhirContext context,
      StorageSettings settings,
      HapiFhirHibernateJpaDialect dialect,
      @Value("${rapport.bulk-writes}") boolean on) {
    this.fresh = fresh;
    this.together = together;
    this.daos = daos;
    this.context = context;
    this.settings = settings;
    this.dialect = dialect;
    this.on = on;
  }

  // HAPI has been given its own by then.
  @PostConstruct
  void writeOnce() {
    if (on) {
      setDaoRegistry(new OnceDaos(daos, context, running::get));
    }
  }

  @Override
  protected EntriesToProcessMap doTransactionWriteOperations(
      RequestDetails request,
      RequestPartitionId partition,
      String action,
      TransactionDetails details,
      Set<IIdType> ids,
      IdSubstitutionMap substitutions,
      Map<IIdType, DaoMethodOutcome> outcomes,
      IBaseBundle response,
      IdentityHashMap<IBase, Integer> order,
      List<IBase> entries,
      StopWatch watch) {
    WrittenOnce once = on ? new WrittenOnce(context, settings, substitutions, fresh.batch()) : null;
    List<IBase> ordered = once == null ? entries : once.ordered(entries);
    return running.during(
        once,
        () ->
            together.during(
                () ->
                    super.doTransactionWriteOperations(
                        request,
                        partition,
                        action,
                        details,
                        ids,
                        substitutions,
                        outcomes,
                        response,
                        order,
                        ordered,
                        watch)));
  }

  /** Before HAPI writes what it has only looked at so far, which may refer to what was taken. */
  @Override
  protected void postTransactionProcess(TransactionDetails details) {
    store();
    super.postTransactionProcess(details);
  }

  private void store() {
    WrittenOnce once = running.get();
    if (once == null) {
      return;
    }
    try {
      once.store();
    } catch (PersistenceException e) {
      // As HAPI does where it sends its own: who was there first is told as a conflict.
      throw dialect.translate(e, "Error storing new resources of a transaction");
    }
  }
}
