using Breezeway.Annex.Keys;

namespace Breezeway.Cli.Output;

/// <summary>How a command tells what it did.</summary>
/// <param name="Json">One object a line instead of text.</param>
/// <param name="JsonErrors">Errors go into the object's error-messages instead of stderr.</param>
/// <param name="JsonProgress">Progress objects before the result.</param>
/// <param name="Quiet">Nothing but errors.</param>
/// <param name="Concurrent">Several actions run at once: each is written as a whole when it ends.</param>
public sealed record ReportStyle(bool Json = false, bool JsonErrors = false, bool JsonProgress = false, bool Quiet = false, bool Concurrent = false);

/// <summary>Writes what actions report, and counts the failed ones. Thread-safe.</summary>
public sealed class Reporter(ReportStyle style, string command)
{
    int _failed, _started;

    public ReportStyle Style { get; internal set; } = style;
    /// <summary>The command's name, as <c>get: 1 failed</c> has it.</summary>
    public string Command { get; } = command;
    public int Failed => _failed;
    /// <summary>How many actions were started.</summary>
    public int Started => _started;

    /// <summary>Starts an action: <c>get FILE </c>.</summary>
    /// <param name="what">What is shown after the command's name: the file, or the key, or a remote; null for none.</param>
    /// <param name="name">The action's name where it differs from the command's.</param>
    /// <param name="input">The words of the command line that led to it, for JSON.</param>
    public ActionReport Start(string? what, string? file = null, Key? key = null, IReadOnlyList<string>? input = null, string? name = null)
    {
        Interlocked.Increment(ref _started);
        return new(this, name ?? Command, what, file, key, input ?? []);
    }

    /// <summary>Counts something shown that is no action's report.</summary>
    public void CountStarted() => Interlocked.Increment(ref _started);

    /// <summary>A line of its own that belongs to no action; not shown with --quiet or --json.</summary>
    public void Say(string line) { if (!Style.Quiet && !Style.Json) Out.Line(line); }
    public void Warn(string line) => Out.Error(line);

    /// <summary>Counts a failure that no action reported.</summary>
    public void CountFailure() => Interlocked.Increment(ref _failed);

    /// <summary>A word of the command line names no file.</summary>
    public void FileNotFound(string word)
    {
        CountFailure();
        string message = $"git-annex: {word} not found";
        if (!Style.JsonErrors) Out.Error(message);
        if (!Style.Json) return;
        Out.Line(Json.Object(("command", Command), ("error-messages", Json.Of(Style.JsonErrors ? [message] : [])), ("file", word), ("input", Json.Of([word])),
            ("message-id", "FileNotFound"), ("success", false)).Format());
    }

    /// <summary>The closing line on stderr and the exit code.</summary>
    public int Finish()
    {
        Out.Flush();
        if (_failed == 0) return 0;
        Out.Error($"{Command}: {_failed} failed");
        return 1;
    }
}
