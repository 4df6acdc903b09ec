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
            if (key.Size is long size and <= Small && !MayHardLink) return StoreSmall(key, size, source, options, stop);
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

    /// <summary>Up to this size content is copied under a name of its own: two that send it at once do no harm, so no lock files are made for it.</summary>
    const long Small = 1 << 20;

    StoreOutcome StoreSmall(Key key, long size, string source, TransferOptions options, CancellationToken stop)
    {
        var r = Repository;
        if (!options.Force && r.DiskReserve.Missing(key, 0) is long missing)
            throw new RemoteFailure($"not enough free space in {Name}, need {DataSize.Short(missing)} more (use --force to override this check or adjust annex.diskreserve)");
        string temp = r.Objects.OtherTmp("recv");
        try
        {
            using (var from = FileHandle.Open(source, OpenMode.Read))
            using (var to = FileHandle.Open(temp, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive))
            {
                using var check = new Verifier(key);
                var before = from.Stat();
                byte[] content = from.ReadToEnd((int)Math.Min(int.MaxValue, size + 1));
                check.Append(content);
                stop.ThrowIfCancellationRequested();
                if (check.Finish() is VerifyResult.WrongHash or VerifyResult.WrongSize || !from.Stat().SameContentAs(before)) throw new RemoteFailure("Verification of content failed");
                to.Write(content);
                Fs.TrySetMtime(temp, before.MtimeSeconds, before.MtimeNanoseconds);
            }
            r.Objects.Store(key, temp);
            temp = "";
            r.ContentAdded();
            options.Progress?.Invoke(size);
            if (!DaemonPid.IsOurs(r)) Open().Pointers.Populate(key);
        }
        finally { if (temp.Length > 0) Fs.TryUnlink(temp); }
        Record(key, true);
        return StoreOutcome.Stored;
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
