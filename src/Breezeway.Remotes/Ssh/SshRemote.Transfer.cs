using Breezeway.Annex.Keys;
using Breezeway.Base.Files;
using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Remotes.Ssh;

// Content comes and goes.
public sealed partial class SshRemote
{
    public RetrieveOutcome Retrieve(Key key, string file, string destination, TransferOptions options, CancellationToken stop)
    {
        try { return _sessions.Use(c => Retrieve(c, key, file, destination, options, stop), changes: false, stop); }
        catch (FileError e) { throw new RemoteFailure(e.Message, e); }
    }

    RetrieveOutcome Retrieve(P2PClient client, Key key, string file, string destination, TransferOptions options, CancellationToken stop)
    {
        using var sink = new FileSink(key, destination, options);
        return Wait(client.GetAsync(key, sink.Offset, file, Room(), sink, stop)) switch
        {
            GetResult.Absent => new RetrieveOutcome.Absent(),
            _ when sink.Outcome is { } outcome => new RetrieveOutcome.Done(outcome),
            _ => new RetrieveOutcome.Damaged(),
        };
    }

    /// <summary>What a key without a size may take.</summary>
    long Room()
    {
        try { return Math.Max(0, Fs.Space(_here.AnnexDirectory).Free - _here.Settings.DiskReserveBytes); }
        catch (FileError) { return long.MaxValue; }   // a file system that does not tell
    }

    public StoreOutcome Store(Key key, string file, string source, TransferOptions options, CancellationToken stop)
    {
        if (IsReadOnly) throw new RemoteFailure($"{Info.Name} is read-only");
        try
        {
            return _sessions.Use(c => Wait(c.PutAsync(key, file, new FileProvider(source, options.Progress), stop)), changes: true, stop) switch
            {
                PutResult.Stored s => new StoreOutcome(false, s.AlsoStoredIn),
                PutResult.AlreadyHad h => new StoreOutcome(true, h.AlsoIn),
                _ => throw new RemoteFailure($"{Info.Name} did not take the content"),
            };
        }
        catch (FileError e) { throw new RemoteFailure(e.Message, e); }
    }
}
