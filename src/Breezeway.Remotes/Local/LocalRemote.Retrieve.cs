using Breezeway.Annex.Backends;
using Breezeway.Annex.Keys;
using Breezeway.Base.Files;

namespace Breezeway.Remotes;

// Content comes from there.
public sealed partial class LocalRemote
{
    bool _reflinkFrom = true, _reflinkTo = true;

    /// <summary>annex.hardlink of either side; not where objects can be written to through a work tree file (annex.thin).</summary>
    bool MayHardLink => (here.Settings.HardLink || Repository.Settings.HardLink) && !here.Settings.Thin && !Repository.Settings.Thin;

    public RetrieveOutcome Retrieve(Key key, string file, string destination, TransferOptions options, CancellationToken stop)
    {
        var r = Repository;
        try
        {
            if (r.Objects.Find(key) is not { } source) return new RetrieveOutcome.Absent();
            if (MayHardLink && TryHardLink(source, destination)) { options.Progress?.Invoke(key.Size ?? 0); return new RetrieveOutcome.Done(Received.Verified); }
            var result = ResumedCopy.Copy(key, source, destination, options.Verify, ref _reflinkFrom, options.Progress, stop);
            if (result == CopyResult.Bad) { Fs.TryUnlink(destination); return new RetrieveOutcome.Damaged(); }
            return new RetrieveOutcome.Done(result switch { CopyResult.Good => Received.Verified, CopyResult.SourceChanged => Received.MustVerify, _ => Received.Unverified });
        }
        catch (FileError e) when (e.IsNotFound && r.Objects.Find(key) is null) { return new RetrieveOutcome.Absent(); }
        catch (FileError e) { throw new RemoteFailure(e.Message, e); }
    }

    static bool TryHardLink(string from, string to)
    {
        if (Fs.TryLink(from, to) is 0) return true;
        string beside = $"{to}.{Fs.ProcessId}.{Environment.CurrentManagedThreadId}";
        if (Fs.TryLink(from, beside) != 0) return false;
        try { Fs.Rename(beside, to); return true; }
        finally { Fs.TryUnlink(beside); }
    }
}
