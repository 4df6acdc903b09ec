using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Cli.Shell;

/// <summary>Everything that is not git-annex's own: git's own restricted shell decides (git-upload-pack and its like).</summary>
static class GitShell
{
    static readonly string[] s_services = ["upload-pack", "receive-pack", "upload-archive"];

    /// <summary>Returns the exit code only when git-shell could not be started: else this process becomes it.</summary>
    internal static int Run(IReadOnlyList<string> words, ShellLimits limits)
    {
        limits.CheckGitShell();
        string[] command = words.Count == 1 ? ["git-shell", "-c", Admitted(words[0], limits)] : limits.Directory is null ? ["git-shell", .. words] : throw Refused(words[^1], limits);
        var failure = Child.Exec(command);
        return ShellProgram.Fail(failure is FileError { IsNotFound: true } ? "git-shell is not installed" : failure.Message);
    }

    /// <summary>Where only one directory is allowed: one of git's services with that directory, written so that git can take it for nothing else.</summary>
    static string Admitted(string line, ShellLimits limits)
    {
        if (limits.Directory is null) return line;
        foreach (string service in s_services)
            foreach (string start in new[] { $"git-{service} ", $"git {service} " })
                if (line.StartsWith(start, StringComparison.Ordinal) && ShellWords.Unquote(line[start.Length..]) is { } directory && !directory.StartsWith('-'))
                    return $"git-{service} {ShellWords.Quote(limits.Admit(ShellDirectory.Resolve(directory)))}";
        throw Refused(ShellWords.Split(line)[^1], limits);
    }

    static UserError Refused(string directory, ShellLimits limits) => new($"Only allowed to access {limits.Directory} not {directory}");
}
