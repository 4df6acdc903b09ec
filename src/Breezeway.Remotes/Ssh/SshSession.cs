using Breezeway.Annex;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Remotes.P2P;
using Breezeway.Remotes.P2P.Conversations;
using Breezeway.Remotes.P2P.Wire;

namespace Breezeway.Remotes.Ssh;

/// <summary>One conversation with a <c>git-annex-shell p2pstdio</c> over ssh. Used by one thread at a time.</summary>
sealed class SshSession : IDisposable
{
    /// <summary>How long a server may take to write down what it was given, at the end.</summary>
    static readonly TimeSpan s_settle = TimeSpan.FromSeconds(5), s_leave = TimeSpan.FromMilliseconds(20);

    const int CouldNotConnect = 255;

    readonly Child _child;
    readonly LastLine? _errors;

    SshSession(Child child, P2PClient client, LastLine? errors) { _child = child; Client = client; _errors = errors; }

    public P2PClient Client { get; }

    /// <summary>Something was changed over there, which old servers write down only at the end.</summary>
    public bool HasChanged { get; set; }

    /// <summary>Was used before: the other end may have gone since, without fault of what is asked now.</summary>
    public bool IsUsed { get; set; }

    public bool IsUsable => Client.IsUsable && _child.Poll() is null;

    /// <summary>Starts one. Throws <see cref="RemoteFailure"/> when there is no connection, no git-annex, or another repository.</summary>
    public static SshSession Start(SshTransport transport, Uuid here, Uuid there, TimeProvider time, CancellationToken stop)
    {
        var use = transport.Use;
        bool first = !use.HasStood;
        if (first) use.First.Wait(stop);
        try
        {
            var session = Connect(transport, here, there, time, stop);
            use.HasStood = true;
            return session;
        }
        finally { if (first) use.First.Release(); }
    }

    static SshSession Connect(SshTransport transport, Uuid here, Uuid there, TimeProvider time, CancellationToken stop)
    {
        Child child;
        try { child = Child.Start(transport.Shell(input: true, "p2pstdio", [SshTransport.Quote(here.Value), .. SshTransport.DebugOption, "--uuid", SshTransport.Word(there.Value)])); }
        catch (FileError e) { throw new RemoteUnavailable("cannot run ssh", e); }
        var errors = child.Errors is null ? null : new LastLine(child.Errors);
        var connection = new P2PConnection(new DescriptorStream(child.Output!, writes: false), new DescriptorStream(child.Input!, writes: true));
        var session = new SshSession(child, new P2PClient(connection, new ClientLimits(), time), errors);
        try
        {
            session.Client.HandshakeAsync(there, stop).GetAwaiter().GetResult();
            return session;
        }
        catch (RemoteUnavailable e) { session.Give(s_settle); throw session.WhyNot(transport, e); }
        catch { session.Dispose(); throw; }
    }

    RemoteUnavailable WhyNot(SshTransport transport, RemoteUnavailable cause)
    {
        int? code = _child.Poll();
        Dispose();
        string said = _errors?.Text is { Length: > 0 } line ? $": {PeerText.Shown(line)}" : "";
        return new RemoteUnavailable(code switch
        {
            CouldNotConnect => $"unable to connect to {transport.Address.Host}{said}",
            127 => $"git-annex-shell was not found on {transport.Address.Host}{said}",
            _ when said.Length > 0 => said[2..],
            _ => cause.Message,
        }, cause);
    }

    /// <summary>Ends the conversation, and lets the server finish.</summary>
    public void Dispose()
    {
        Client.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Give(HasChanged ? s_settle : s_leave);
        _child.Dispose();
    }

    void Give(TimeSpan time)
    {
        // a child's end cannot be waited for with a limit
        for (long until = Environment.TickCount64 + (long)time.TotalMilliseconds; _child.Poll() is null && Environment.TickCount64 < until;) Thread.Sleep(1);
    }
}
