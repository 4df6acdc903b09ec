using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Remotes.Ssh;

/// <summary>
/// This program as git's ssh (GIT_SSH): git cannot be told options for ssh alone, so it starts us, and we become ssh with the options that
/// <see cref="Variable"/> holds, one a line.
/// </summary>
public static class GitSsh
{
    public const string Variable = "GIT_ANNEX_SSHOPTION";

    /// <summary>This program's file.</summary>
    public static string Executable { get; } = Fs.ReadLink("/proc/self/exe") ?? "git-annex";

    /// <summary>True when git started this program as its ssh: hooks that git runs see the variable too, but call commands.</summary>
    public static bool IsCalled(IReadOnlyList<string> words) =>
        ProcessEnvironment.Get(Variable) is not null && words.Count > 1 && (words[0].StartsWith('-') || words[^1].Contains("git", StringComparison.Ordinal) && words[^1].Contains('\''));

    /// <summary>Becomes ssh; returns only what went wrong.</summary>
    public static Exception Become(IReadOnlyList<string> words)
    {
        string[] options = (ProcessEnvironment.Get(Variable) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in new[] { Variable, "GIT_SSH", "GIT_SSH_VARIANT" }) ProcessEnvironment.Set(name, null);
        return Child.Exec(["ssh", .. options, .. words]);
    }

    /// <summary>The user's own program for connections, which counts only when GIT_ANNEX_USE_GIT_SSH says so; null for none.</summary>
    internal static string[]? Chosen()
    {
        if (ProcessEnvironment.Get("GIT_ANNEX_USE_GIT_SSH") != "1") return null;
        if (ProcessEnvironment.Get("GIT_SSH_COMMAND") is { Length: > 0 } line) return ["sh", "-c", $"{line} \"$@\"", line];
        return ProcessEnvironment.Get("GIT_SSH") is { Length: > 0 } program ? [program] : null;
    }
}
