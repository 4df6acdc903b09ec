using Breezeway.Base;
using Breezeway.Base.Processes;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;

namespace Breezeway.Cli.Shell;

/// <summary>
/// <c>git-annex-shell</c>: what a peer may have run here over ssh (transfer.md 1). Commands of its own work on one repository; everything else is handed to git-shell. All words
/// come from the peer.
/// </summary>
static class ShellProgram
{
    const string Name = "git-annex-shell";

    /// <summary>Variables by which git would be led to another repository than the one that was asked for, and checked.</summary>
    static readonly string[] s_misleading =
    [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_PREFIX",
        "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE", "GIT_REPLACE_REF_BASE", "GIT_NO_REPLACE_OBJECTS",
    ];

    /// <summary>Returns the exit code.</summary>
    internal static int Run(IReadOnlyList<string> words)
    {
        foreach (string variable in s_misleading) ProcessEnvironment.Set(variable, null);
        try { return Dispatch(words, ShellLimits.FromEnvironment()); }
        catch (UsageError e) { Out.Error($"{e.Message}\n\nUsage: {Name} COMMAND\n  {Name} - Restricted login shell for git-annex only SSH access\n  \n{Commands("  ")}  "); return 1; }
    }

    static int Dispatch(IReadOnlyList<string> words, ShellLimits limits)
    {
        // as a login shell: -c and the whole command line in one word
        if (words.Count > 0 && words[0] == "-c") words = [.. words.Skip(1)];
        if (words.Count == 0) return BadParameters();
        if (words.Count == 1 && words[0].StartsWith(Name + " ", StringComparison.Ordinal)) words = ShellWords.Split(words[0][(Name.Length + 1)..]);
        if (words.Count == 0) return BadParameters();
        if (ShellCommand.Find(words[0]) is not { } command) return GitShell.Run(words, limits);
        if (words.Count < 2) return BadParameters();

        limits.Check(command.Need);
        var request = ShellRequest.Parse(words, limits);
        return command.Run(request, limits);
    }

    static int BadParameters()
    {
        Out.Error($"git-annex: bad parameters\n\nUsage: {Name} [-c] command [parameters ...] [option ...]\n\n{Commands("")}");
        return 1;
    }

    static string Commands(string indent) =>
        $"{indent}Plumbing commands:\n{indent}\n{string.Concat(ShellCommand.All.Select(c => $"{indent}{c.Name,-13} {c.Summary}\n"))}";

    /// <summary>A line for stderr, as <c>git-annex: LINE</c>, and the exit code 1.</summary>
    internal static int Fail(string line) { Out.Error($"git-annex: {line}"); return 1; }

    internal static UserError NoRepository(string directory) =>
        new($"failed to read git config of git repository in {ShellDirectory.HostName} on {directory}; perhaps this repository is not set up correctly or has moved");
}
