using Breezeway.Git.Objects;

namespace Breezeway.Assistant.Remote;

/// <summary>What a remotedaemon is told, one line each (transfer.md 3).</summary>
public abstract record RemoteDaemonOrder
{
    RemoteDaemonOrder() { }

    /// <summary>Leave the network alone until <see cref="Resume"/>.</summary>
    public sealed record Pause : RemoteDaemonOrder;
    /// <summary>The network is gone, and every connection with it.</summary>
    public sealed record LostNet : RemoteDaemonOrder;
    public sealed record Resume : RemoteDaemonOrder;
    /// <summary>Refs changed here.</summary>
    public sealed record Changed(IReadOnlyList<Sha> Values) : RemoteDaemonOrder;
    /// <summary>The configuration changed.</summary>
    public sealed record Reload : RemoteDaemonOrder;
    public sealed record Stop : RemoteDaemonOrder;

    /// <summary>Null for what is none of these.</summary>
    public static RemoteDaemonOrder? TryParse(string line)
    {
        var words = line.Split(' ');
        if (words[0] != "CHANGED")
            return line switch { "PAUSE" => new Pause(), "LOSTNET" => new LostNet(), "RESUME" => new Resume(), "RELOAD" => new Reload(), "STOP" => new Stop(), _ => null };
        var values = new List<Sha>();
        foreach (string word in words.Skip(1))
        {
            if (!Sha.TryParse(word, out var sha)) return null;
            values.Add(sha);
        }
        return new Changed(values);
    }
}

/// <summary>What a remotedaemon tells of its remotes. Called from several threads.</summary>
public interface IRemoteDaemonEvents
{
    void Connected(string url);
    void Disconnected(string url);
    void Syncing(string url);
    void DoneSyncing(string url, bool ok);
    void Warning(string url, string message);
}
