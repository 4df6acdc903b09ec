using Breezeway.Base.Processes;

namespace Breezeway.Git;

/// <summary>A git command that failed: its words, exit code, and the last line of what it said.</summary>
public sealed class GitFailed(IReadOnlyList<string> arguments, int exitCode, string errors)
    : Exception($"git {string.Join(' ', arguments.Take(4))} failed ({exitCode}): {(errors.TrimEnd().Length > 0 ? errors.TrimEnd().Split('\n')[^1] : "no message")}")
{
    public int ExitCode { get; } = exitCode;
    public string Errors { get; } = errors;

    internal GitFailed(Command command, Finished result) : this([.. command.Arguments.Skip(1).SkipWhile(w => w.StartsWith('-'))], result.ExitCode, result.ErrorText) { }
}
