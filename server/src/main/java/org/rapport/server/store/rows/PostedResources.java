package org.rapport.server.store.rows;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.model.DaoMethodOutcome;
import ca.uhn.fhir.jpa.config.HapiFhirHibernateJpaDialect;
import ca.uhn.fhir.jpa.dao.tx.IHapiTransactionService;
import ca.uhn.fhir.jpa.model.entity.ResourceHistoryTable;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import jakarta.persistence.PersistenceException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/**
 * What clients post one by one, stored a table at a time: Hibernate would compare each row with
 * itself, and send a version twice.
 */
@Component
public class PostedResources {
  private static final String TEXT = PostedResources.class.getName();

  private final NewResources fresh;
  private final IHapiTransactionService transactions;
  private final HapiFhirHibernateJpaDialect dialect;

  PostedResources(
      NewResources fresh,
      IHapiTransactionService transactions,
      HapiFhirHibernateJpaDialect dialect) {
    this.fresh = fresh;
    this.transactions = transactions;
    this.dialect = dialect;
  }

  /**
   * A data access object of HAPI's as its resource provider is to see it: a create without a
   * condition goes this way, all else is as it was.
   */
  public <R extends Resource> IFhirResourceDao<R> over(IFhirResourceDao<R> dao) {
    @SuppressWarnings("unchecked")
    IFhirResourceDao<R> posted =
        (IFhirResourceDao<R>)
            Proxy.newProxyInstance(
                IFhirResourceDao.class.getClassLoader(),
                ClassUtils.getAllInterfaces(dao),
                (proxy, method, arguments) -> {
                  if (method.getName().equals("create")
                      && arguments.length == 2
                      && arguments[0] instanceof Resource resource
                      && arguments[1] instanceof RequestDetails request) {
                    return create(resource, request, dao);
                  }
                  return OnceDaos.invoke(dao, method, arguments);
                });
    return posted;
  }

  @SuppressWarnings("unchecked")
  private <R extends Resource> DaoMethodOutcome create(
      Resource resource, RequestDetails request, IFhirResourceDao<R> dao) {
    TransactionDetails details = new TransactionDetails();
    return transactions
        .withRequest(request)
        .withTransactionDetails(details)
        .execute(
            () -> {
              NewResources.Batch batch = fresh.batch();
              Optional<DaoMethodOutcome> taken =
                  batch.take(resource, one -> one.create(resource, null, true, request, details));
              if (taken.isEmpty()) {
                return dao.create((R) resource, null, true, request, details);
              }
              try {
                batch.store();
              } catch (PersistenceException e) {
                throw dialect.translate(e, "Error storing a new resource");
              }
              keepText(taken.get());
              return taken.get();
            });
  }

  private static void keepText(DaoMethodOutcome outcome) {
    if (outcome.getEntity() instanceof ResourceTable row) {
      ResourceHistoryTable version = row.getCurrentVersionEntity();
      if (version != null && !version.isHasTags()) {
        outcome.getResource().setUserData(TEXT, version.getResourceTextVc());
      }
    }
  }

  /**
   * What was stored of a resource that was posted this way, without its id and meta; empty of all
   * others, and of those that have tags, labels or profiles.
   */
  public static Optional<String> text(IBaseResource resource) {
    return Optional.ofNullable((String) resource.getUserData(TEXT));
  }
}
