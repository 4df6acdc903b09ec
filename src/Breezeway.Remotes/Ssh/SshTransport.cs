using System.Globalization;
using Breezeway.Annex;
using Breezeway.Base.Logging;
using Breezeway.Base.Processes;

namespace Breezeway.Remotes.Ssh;

/// <summary>How this process connects.</summary>
public enum SshManner
{
    /// <summary>A user is there, whom ssh may ask.</summary>
    Interactive,
    /// <summary>Nobody is: ssh fails rather than ask, and notices a dead peer by itself.</summary>
    Batch,
}

/// <summary>Makes the commands by which one remote's host is reached: OpenSSH's own client, over a kept connection.</summary>
public sealed class SshTransport(AnnexRepository repository, RemoteSettings settings, SshAddress address, SshSockets sockets, SshManner manner)
{
    /// <summary>A peer that went without a word is noticed after about three times that many seconds.</summary>
    const int AliveSeconds = 5;

    public SshAddress Address => address;
    public SshManner Manner => manner;

    /// <summary>The host's connection; locks it.</summary>
    public SshSockets.Use Use => sockets.Of(address);

    /// <summary>A command of git-annex-shell on the remote's repository.</summary>
    /// <param name="input">It reads its standard input.</param>
    public Command Shell(bool input, string command, params string[] more)
    {
        string program = settings.Config.Get($"remote.{settings.Name}.annex-shell") is { Length: > 0 } own ? own : "git-annex-shell";
        return Remote($"{program} {string.Join(' ', [Quote(command), Quote(address.Path), .. more])}", input);
    }

    /// <summary>As the reference quotes words for a remote shell.</summary>
    public static string Quote(string word) => $"'{word.Replace("'", "'\"'\"'", StringComparison.Ordinal)}'";

    /// <summary>A word that needs no quotes goes without.</summary>
    public static string Word(string word) => word.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? word : Quote(word);

    Command Remote(string line, bool input)
    {
        string[] words = GitSsh.Chosen() is { } chosen
            ? [.. chosen, address.Login, .. Port, line]
            : ["ssh", address.Login, .. Options, .. input ? (string[])["-T"] : ["-n", "-T"], line];
        return new Command(words) { Directory = repository.Top, Input = input ? Stdio.Pipe : Stdio.Null, Errors = manner == SshManner.Batch ? Stdio.Pipe : Stdio.Inherit };
    }

    /// <summary>What every connection to this host is made with.</summary>
    IReadOnlyList<string> Options => [.. Kept, .. Own, .. Nobody, .. Port];

    IReadOnlyList<string> Kept => Use.Socket is { } socket ? ["-S", socket.Path, "-o", "ControlMaster=auto", "-o", "ControlPersist=yes"] : [];

    IReadOnlyList<string> Own => SshWords.Split(settings.Config.Get($"remote.{settings.Name}.annex-ssh-options") ?? "");

    IReadOnlyList<string> Port => address.Port is int port ? ["-p", port.ToString(CultureInfo.InvariantCulture)] : [];

    /// <summary>After the user's own: the first setting of a thing counts.</summary>
    IReadOnlyList<string> Nobody => manner == SshManner.Interactive ? []
        : ["-o", "BatchMode=yes", "-o", "ConnectTimeout=20", "-o", string.Create(CultureInfo.InvariantCulture, $"ServerAliveInterval={AliveSeconds}"), "-o", "ServerAliveCountMax=3"];

    /// <summary>
    /// Variables for a git that talks to this remote, started in the top of the repository: it then uses the kept connection too, by way of this very program
    /// (<see cref="GitSsh"/>). Empty where the user wants git's own ways.
    /// </summary>
    public IReadOnlyList<(string Name, string? Value)> GitEnvironment()
    {
        if (GitSsh.Chosen() is not null) return [];
        IReadOnlyList<string> options = [.. Kept, .. Own, .. Nobody];
        if (options.Count == 0) return [];
        return [("GIT_SSH", GitSsh.Executable), ("GIT_SSH_COMMAND", null), ("GIT_SSH_VARIANT", "ssh"), (GitSsh.Variable, string.Join('\n', options))];
    }

    /// <summary>--debug is passed on.</summary>
    public static string[] DebugOption => DebugLog.Enabled ? ["'--debug'"] : [];
}
