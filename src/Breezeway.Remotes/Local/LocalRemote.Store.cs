using Breezeway.Annex;
using Breezeway.Annex.Backends;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Matching;
using Breezeway.Annex.Transfers;
using Breezeway.Base.Files;

namespace Breezeway.Remotes;

// Content goes there: to the remote it is a download.
public sealed partial class LocalRemote
{
    public StoreOutcome Store(Key key, string file, string source, TransferOptions options, CancellationToken stop)
    {
        if (IsReadOnly) throw new RemoteFailure($"{Name} is read-only");
        var r = Repository;
        try
        {
            if (r.Objects.Has(key)) { Record(key, true); return StoreOutcome.AlreadyHad; }
            if (r.Settings.SecureHashesOnly && Backends.Find(key.Variety) is not { IsSecure: true }) throw new RemoteFailure($"annex.securehashesonly blocked adding {key.Variety} key to {Name}");
            using var transfer = TransferLock.TryTake(r, TransferDirection.Download, here.Uuid, key, file)
                ?? throw new RemoteFailure("transfer already in progress, or unable to take transfer lock");
            if (r.Objects.Has(key)) { Record(key, true); return StoreOutcome.AlreadyHad; }
            try { Receive(key, source, transfer, options, stop); }
            catch { transfer.Failed(); throw; }
            transfer.Succeeded();
            Record(key, true);
            return StoreOutcome.Stored;
        }
        catch (FileError e) { throw new RemoteFailure(e.Message, e); }
    }

    string Name => Info.Name;

    void Receive(Key key, string source, TransferLock transfer, TransferOptions options, CancellationToken stop)
    {
        var r = Repository;
        string tmp = r.Objects.TmpPath(key);
        r.Permissions.MakeDirectories(Fs.Parent(tmp));
        if (!options.Force && r.DiskReserve.Missing(key, Fs.LStat(tmp)?.Size ?? 0) is long missing)
            throw new RemoteFailure($"not enough free space in {Name}, need {DataSize.Short(missing)} more (use --force to override this check or adjust annex.diskreserve)");
        bool verify = r.Settings.Verify;
        var result = MayHardLink && TryHardLink(source, tmp) ? CopyResult.Good
            : ResumedCopy.Copy(key, source, tmp, verify, ref _reflinkTo, n => { transfer.Progress(n); options.Progress?.Invoke(n); }, stop);
        if (result == CopyResult.Unverified && verify && Verifier.CheckFile(key, tmp) is VerifyResult.WrongHash or VerifyResult.WrongSize) result = CopyResult.Bad;
        if (result is CopyResult.Bad or CopyResult.SourceChanged)
        {
            Fs.TryUnlink(tmp);
            throw new RemoteFailure(result == CopyResult.Bad ? "verification of content failed" : "the content changed while it was being sent");
        }
        r.Objects.Store(key, tmp);
        r.ContentAdded();
        // a daemon of ours over there does that itself, under its own locks
        if (!DaemonPid.IsOurs(r)) Open().Pointers.Populate(key);
    }
}
