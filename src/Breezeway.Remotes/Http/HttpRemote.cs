using System.Net;
using System.Text;
using Breezeway.Annex;
using Breezeway.Annex.Copies;
using Breezeway.Annex.Keys;
using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Remotes.Ssh;

namespace Breezeway.Remotes.Http;

/// <summary>A repository that a web server shows: its objects can be looked for and fetched, and nothing else.</summary>
public sealed class HttpRemote(RemoteInfo info, AnnexRepository here, HttpTransport transport) : IContentRemote
{
    const int Block = 128 * 1024;

    public RemoteInfo Info => info;
    public bool CanLock => false;
    public bool IsReadOnly => true;

    /// <summary>Where the object may be. A bare repository has lower-case hash directories; one that was converted may have either.</summary>
    IEnumerable<string> Urls(Key key)
    {
        bool bare = info.Settings.Config.TryGetBool($"remote.{info.Name}.annex-bare") ?? true;
        string name = Encode(KeyFile.Escape(key)), lower = HashDirs.Lower(key), mixed = HashDirs.Mixed(key);
        foreach (string directory in bare ? new[] { lower, mixed } : [mixed, lower]) yield return $"{info.Url.TrimEnd('/')}/annex/objects/{directory}{name}/{name}";
    }

    static string Encode(string name)
    {
        var s = new StringBuilder(name.Length);
        foreach (byte b in ByteText.Bytes(name))
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~') s.Append((char)b);
            else s.Append('%').Append(Convert.ToHexString([b]));
        return s.ToString();
    }

    static bool IsAbsent(HttpResponseMessage answer) => answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone;

    public bool CheckPresent(Key key)
    {
        foreach (string url in Urls(key))
        {
            using var answer = transport.Ask(HttpMethod.Head, url, 0, CancellationToken.None);
            if (IsAbsent(answer)) continue;
            if (!answer.IsSuccessStatusCode) throw new RemoteFailure($"{info.Name}: {HttpTransport.Describe(answer)}");
            if (key.Size is not long size || answer.Content.Headers.ContentLength is not long length || length == size) return true;
        }
        return false;
    }

    public IHeldCopy? TryLock(Key key) => null;

    public RetrieveOutcome Retrieve(Key key, string file, string destination, TransferOptions options, CancellationToken stop)
    {
        try
        {
            foreach (string url in Urls(key))
                if (Fetch(key, url, destination, options, stop) is { } outcome) return outcome;
            return new RetrieveOutcome.Absent();
        }
        catch (FileError e) { throw new RemoteFailure(e.Message, e); }
    }

    /// <summary>Null when it is not at that url.</summary>
    RetrieveOutcome? Fetch(Key key, string url, string destination, TransferOptions options, CancellationToken stop)
    {
        var sink = new FileSink(key, destination, options);
        try
        {
            var answer = transport.Ask(HttpMethod.Get, url, sink.Offset, stop);
            try
            {
                if (IsAbsent(answer)) return null;
                bool goesOn = answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.From == sink.Offset;
                if (sink.Offset > 0 && !goesOn)
                {
                    // it cannot go on from there (or there is nothing beyond): from the start
                    Fs.TryUnlink(destination);
                    sink.Dispose();
                    sink = new FileSink(key, destination, options);
                    if (answer.StatusCode != HttpStatusCode.OK)
                    {
                        answer.Dispose();
                        answer = transport.Ask(HttpMethod.Get, url, 0, stop);
                        if (IsAbsent(answer)) return null;
                    }
                }
                if (!answer.IsSuccessStatusCode) throw new RemoteFailure($"download failed: {HttpTransport.Describe(answer)}");
                Take(key, answer, sink, stop);
            }
            finally { answer.Dispose(); }
            return sink.Outcome is { } known ? new RetrieveOutcome.Done(known) : new RetrieveOutcome.Damaged();
        }
        finally { sink.Dispose(); }
    }

    void Take(Key key, HttpResponseMessage answer, FileSink sink, CancellationToken stop)
    {
        long most = key.Size is long size ? size - sink.Offset : Room();
        using var body = answer.Content.ReadAsStream(stop);
        var buffer = new byte[Block];
        for (int n; (n = HttpTransport.Read(body, buffer, stop)) > 0;)
        {
            if ((most -= n) < 0) throw new RemoteFailure($"{info.Name} sends more than the content has");
            sink.WriteAsync(buffer.AsMemory(0, n), stop).AsTask().GetAwaiter().GetResult();
        }
        sink.FinishAsync(P2P.Conversations.DataValidity.Valid, stop).AsTask().GetAwaiter().GetResult();
    }

    long Room()
    {
        try { return Math.Max(0, Fs.Space(here.AnnexDirectory).Free - here.Settings.DiskReserveBytes); }
        catch (FileError) { return long.MaxValue; }   // a file system that does not tell
    }

    public StoreOutcome Store(Key key, string file, string source, TransferOptions options, CancellationToken stop) =>
        throw new RemoteFailure("copying to this remote is not supported");

    public IReadOnlyList<Uuid> Remove(Key key, SafeDropProof proof) => throw new RemoteFailure("dropping from this remote is not supported");

    public void MakeDurable() { }
    public void Flush() { }
    public void Dispose() { }
}
