using Breezeway.Annex;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Base.Text;
using Breezeway.Git.Objects;
using Breezeway.Remotes.P2P;

namespace Breezeway.Remotes.Ssh;

/// <summary>Hears of refs that change in a remote's repository, from a <c>git-annex-shell notifychanges</c> that runs over there (transfer.md 3).</summary>
public sealed class SshNotifications(SshTransport transport, Uuid there)
{
    /// <summary>A line that is longer is no line of the protocol: some 25,000 refs.</summary>
    const int LongestLine = 1 << 20;

    /// <summary>
    /// One connection, until it ends. Returns when it ended by the token; throws <see cref="RemoteUnavailable"/> when it could not be made or broke, <see cref="ProtocolViolation"/>
    /// when the other end talks nonsense.
    /// </summary>
    /// <param name="ready">Called once the other end watches: what changes from then on is told.</param>
    /// <param name="changed">Called with the new values of refs.</param>
    public void Run(Action ready, Action<IReadOnlyList<Sha>> changed, CancellationToken stop)
    {
        Child child;
        try { child = Child.Start(transport.Shell(input: true, "notifychanges", [.. SshTransport.DebugOption, .. there.IsNone ? [] : (string[])["--uuid", SshTransport.Word(there.Value)]])); }
        catch (FileError e) { throw new RemoteUnavailable("cannot run ssh", e); }
        using (child)
        {
            // a read that waits ends when the process does; the other end goes when its input closes
            using var ending = stop.Register(() => { child.Input!.Dispose(); child.Kill(); });
            var errors = child.Errors is null ? null : new LastLine(child.Errors);
            bool isReady = false;
            foreach (string line in Lines(child.Output!))
            {
                if (line == "READY") { isReady = true; transport.Use.HasStood = true; ready(); }
                else if (isReady && Parse(line) is { } shas) changed(shas);
                else throw new ProtocolViolation($"the remote sent something that is no notification: {PeerText.Shown(line)}");
            }
            if (stop.IsCancellationRequested) return;
            string? said = errors?.Text;
            throw new RemoteUnavailable(said is { Length: > 0 } ? PeerText.Shown(said) : isReady ? "the connection was closed" : $"unable to connect to {transport.Address.Host}");
        }
    }

    static IEnumerable<string> Lines(FileHandle from)
    {
        var buffer = new byte[64 * 1024];
        string text = "";
        for (int n; (n = Read(from, buffer)) > 0;)
        {
            text += ByteText.From(buffer.AsSpan(0, n));
            int start = 0;
            for (int end; (end = text.IndexOf('\n', start)) >= 0; start = end + 1) yield return text[start..end].TrimEnd('\r');
            text = text[start..];
            if (text.Length > LongestLine) throw new ProtocolViolation("the remote sent a line without an end");
        }
    }

    static int Read(FileHandle from, byte[] buffer)
    {
        try { return from.Read(buffer); }
        catch (FileError) { return 0; }
    }

    /// <summary>Null for what is not CHANGED with good values.</summary>
    static List<Sha>? Parse(string line)
    {
        var words = line.Split(' ');
        if (words[0] != "CHANGED") return null;
        var shas = new List<Sha>(words.Length - 1);
        foreach (string word in words.Skip(1))
        {
            if (!Sha.TryParse(word, out var sha)) return null;
            shas.Add(sha);
        }
        return shas;
    }
}
