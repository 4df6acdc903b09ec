using Breezeway.Annex.Keys;
using Breezeway.Annex.Transfers;
using Breezeway.Base.Files;
using Breezeway.Remotes;

namespace Breezeway.Sync.Transfer;

/// <summary>Sends the content of a key to one remote, and records here that it is there.</summary>
public sealed class Upload(TransferContext context)
{
    /// <param name="file">The work tree file it stands for; empty for none.</param>
    /// <param name="progress">Bytes that are over.</param>
    public TransferOutcome To(IContentRemote remote, Key key, string file, Action<long>? progress, CancellationToken stop)
    {
        var repository = context.Repository;
        if (remote.IsReadOnly) return new TransferOutcome.Failed($"{remote.Name} is read-only");
        if (!repository.Objects.Has(key)) return new TransferOutcome.Failed("content not present");
        using var transfer = TransferLock.TryTake(repository, TransferDirection.Upload, remote.Uuid, key, file);
        if (transfer is null) return new TransferOutcome.Failed("transfer already in progress, or unable to take transfer lock");
        var outcome = new Retrying(RetryPolicy.Of(remote.Info.Settings), repository.Time).Run(report => Send(remote, key, file,
            n => { transfer.Progress(n); report(n); progress?.Invoke(n); }, stop), stop);
        if (outcome.IsDone) transfer.Succeeded(); else transfer.Failed();
        return outcome;
    }

    TransferOutcome Send(IContentRemote remote, Key key, string file, Action<long> progress, CancellationToken stop)
    {
        if (context.Repository.Objects.Find(key) is not { } source) return new TransferOutcome.Failed("content not present");
        try
        {
            var outcome = remote.Store(key, file, source, new TransferOptions(true, context.Force, progress), stop);
            context.Log.Add(key, remote.Uuid, true);
            foreach (var other in outcome.AlsoIn) context.Log.Add(key, other, true);
            return new TransferOutcome.Done(outcome.HadIt);
        }
        catch (RemoteFailure e) { return new TransferOutcome.Failed(e.Message); }
        catch (FileError e) { return new TransferOutcome.Failed(e.Message); }
    }
}
