using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Cli.Shell;

/// <summary>What a command of the shell does to the repository.</summary>
enum ShellNeed
{
    /// <summary>Changes nothing, or decides itself.</summary>
    Read,
    /// <summary>Adds content.</summary>
    Append,
    /// <summary>May take something away.</summary>
    Write,
}

/// <summary>What the account's owner allows this connection, by variables that authorized_keys sets (empty: not set).</summary>
/// <param name="Directory">The only repository; null for any.</param>
sealed record ShellLimits(bool ReadOnly, bool AppendOnly, bool Limited, string? Directory)
{
    const string Prefix = "GIT_ANNEX_SHELL_";

    internal static ShellLimits FromEnvironment() => new(Get("READONLY") is not null, Get("APPENDONLY") is not null, Get("LIMITED") is not null, Get("DIRECTORY"));

    static string? Get(string name) => ProcessEnvironment.Get(Prefix + name) is { Length: > 0 } value ? value : null;

    internal P2PAccess Access => ReadOnly ? P2PAccess.ReadOnly : AppendOnly ? P2PAccess.AppendOnly : P2PAccess.ReadWrite;

    /// <summary>Throws <see cref="UserError"/> when that is more than is allowed.</summary>
    internal void Check(ShellNeed need)
    {
        if (need != ShellNeed.Read && ReadOnly) throw Blocked("READONLY");
        if (need == ShellNeed.Write && AppendOnly) throw Blocked("APPENDONLY");
    }

    internal void CheckGitShell()
    {
        if (Limited) throw Blocked("LIMITED");
    }

    static UserError Blocked(string variable) => new($"Action blocked by {Prefix}{variable}");

    /// <summary>
    /// The place that a peer may go to; the same directory with every symlink resolved where only one is allowed. Comparing names would not do: <c>repo/link/..</c> reads as
    /// <c>repo</c>, and a link in a work tree is made by whoever pushes.
    /// </summary>
    /// <param name="directory">As <see cref="ShellDirectory.Resolve"/> gives it.</param>
    internal string Admit(string directory)
    {
        if (Directory is not { } allowed) return directory;
        allowed = ShellDirectory.Resolve(allowed);
        if (Fs.RealPath(directory) is { } real && real == Fs.RealPath(allowed)) return real;
        throw new UserError($"Only allowed to access {allowed} not {directory}");
    }
}
