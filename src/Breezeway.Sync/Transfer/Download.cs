using Breezeway.Annex.Backends;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Matching;
using Breezeway.Annex.Transfers;
using Breezeway.Base.Files;
using Breezeway.Remotes;

namespace Breezeway.Sync.Transfer;

/// <summary>
/// Gets the content of a key from one remote into this repository (transfer.md 5): locks the key, receives into annex/tmp, verifies, puts the object in place, records the
/// location, fills unlocked files. A failure leaves what was received for the next try.
/// </summary>
public sealed class Download(TransferContext context)
{
    /// <param name="file">The work tree file it is wanted for; empty for none.</param>
    /// <param name="progress">Bytes that are here.</param>
    /// <param name="checking">Told when content has to be read again to verify it.</param>
    public TransferOutcome From(IContentRemote remote, Key key, string file, Action<long>? progress, Action? checking, CancellationToken stop)
    {
        var repository = context.Repository;
        if (repository.Objects.Has(key)) return new TransferOutcome.Done(HadIt: true);
        if (repository.Settings.SecureHashesOnly && Backends.Find(key.Variety) is not { IsSecure: true })
            return new TransferOutcome.Failed($"annex.securehashesonly blocked transfer of {key.Variety} key");
        using var transfer = TransferLock.TryTake(repository, TransferDirection.Download, remote.Uuid, key, file);
        if (transfer is null) return new TransferOutcome.Failed("transfer already in progress, or unable to take transfer lock");
        // another process may have got it while the lock was waited for
        if (repository.Objects.Has(key)) { transfer.Succeeded(); return new TransferOutcome.Done(HadIt: true); }
        string tmp = repository.Objects.TmpPath(key);
        repository.Permissions.MakeDirectories(Fs.Parent(tmp));
        if (!context.Force && repository.DiskReserve.Missing(key, Fs.LStat(tmp)?.Size ?? 0) is long missing)
            return Fail(transfer, $"not enough free space, need {DataSize.Short(missing)} more (use --force to override this check or adjust annex.diskreserve)");
        var outcome = new Retrying(RetryPolicy.Of(remote.Info.Settings), context.Repository.Time).Run(report => Receive(remote, key, file, tmp, transfer,
            n => { report(n); progress?.Invoke(n); }, checking, stop), stop);
        if (outcome.IsDone) transfer.Succeeded(); else transfer.Failed();
        return outcome;
    }

    static TransferOutcome Fail(TransferLock transfer, string message) { transfer.Failed(); return new TransferOutcome.Failed(message); }

    TransferOutcome Receive(IContentRemote remote, Key key, string file, string tmp, TransferLock transfer, Action<long> progress, Action? checking, CancellationToken stop)
    {
        bool verify = context.Repository.Settings.Verify && remote.Info.Settings.Verify;
        RetrieveOutcome got;
        try { got = remote.Retrieve(key, file, tmp, new TransferOptions(verify, context.Force, n => { transfer.Progress(n); progress(n); }), stop); }
        catch (RemoteFailure e) { return new TransferOutcome.Failed(e.Message); }
        catch (FileError e) { return new TransferOutcome.Failed(e.Message); }
        switch (got)
        {
            case RetrieveOutcome.Absent: return new TransferOutcome.Failed("content is not present in remote");
            case RetrieveOutcome.Damaged: return new TransferOutcome.Failed(["verification of content failed", "failed to retrieve content from remote"]);
        }
        var known = ((RetrieveOutcome.Done)got).Content;
        if (known == Received.MustVerify || (known == Received.Unverified && verify))
        {
            checking?.Invoke();
            if (Verifier.CheckFile(key, tmp) is VerifyResult.WrongHash or VerifyResult.WrongSize)
            {
                Fs.TryUnlink(tmp);
                return new TransferOutcome.Failed(["verification of content failed", "failed to retrieve content from remote"]);
            }
        }
        Place(key, tmp);
        return new TransferOutcome.Done();
    }

    /// <summary>A complete, verified file becomes the object.</summary>
    void Place(Key key, string tmp)
    {
        var repository = context.Repository;
        repository.Objects.Store(key, tmp);
        repository.ContentAdded();
        context.Log.Add(key, repository.Uuid, true);
        if (context.FillsFiles) context.Pointers.Populate(key);
    }
}
