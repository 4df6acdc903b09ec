using System.Globalization;
using System.Text;
using Breezeway.Annex.Keys;

namespace Breezeway.Cli.Output;

/// <summary>What one action tells: <c>get FILE (from o...) ok</c>, or a JSON object with the same notes (policy.md 7). Used by one thread.</summary>
public sealed class ActionReport
{
    readonly Reporter _reporter;
    readonly string _name;
    readonly string? _what, _file;
    Key? _key;
    readonly IReadOnlyList<string> _input;
    readonly StringBuilder _held = new();
    readonly List<string> _notes = [], _errors = [];
    readonly List<(string, Json)> _fields = [];
    bool _atLineStart;
    long _lastProgress = -1;

    internal ActionReport(Reporter reporter, string name, string? what, string? file, Key? key, IReadOnlyList<string> input)
    {
        _reporter = reporter; _name = name; _what = what; _file = file; _key = key; _input = input;
        Text(what is null ? $"{name} " : $"{name} {what} ");
    }

    ReportStyle Style => _reporter.Style;

    void Text(string s)
    {
        if (Style.Json || Style.Quiet || s.Length == 0) return;
        _atLineStart = s[^1] == '\n';
        if (Style.Concurrent) _held.Append(s); else Out.Write(s);
    }

    /// <summary>A short remark: <c>(from o...) </c>.</summary>
    public void Note(string note) { _notes.Add(note); Text($"({note}) "); }

    /// <summary>A short remark that is not part of a JSON object.</summary>
    public void ShowNote(string note) => Text($"({note}) ");

    /// <summary>A remark of its own line or lines, indented by two spaces below the action; as the reference's, it starts with the end of a line, whether one was begun or not.</summary>
    public void LongNote(string note)
    {
        _notes.Add(note);
        ShowLong(note);
    }

    /// <summary>The same, but not part of a JSON object.</summary>
    public void ShowLong(string text) => Text("\n" + string.Concat(text.Split('\n').Select(l => l.Length == 0 ? "\n" : $"  {l}\n")));

    /// <summary>Part of a JSON object's note; a human sees it in another form.</summary>
    public void HiddenNote(string note) => _notes.Add(note);

    /// <summary>Raw text that only a human sees (a list, a table); lines as given.</summary>
    public void Raw(string text) => Text((_atLineStart ? "" : "\n") + text);

    /// <summary>What went wrong: on stderr, or in the object.</summary>
    public void Error(string message)
    {
        if (Style.JsonErrors) { _errors.AddRange(message.Split('\n')); return; }
        // as the reference, which ends the line it thinks it is on with every warning
        Text("\n");
        Out.Error(string.Join('\n', message.Split('\n').Select(l => "  " + l)));
    }

    /// <summary>The key, when it is known only now.</summary>
    public void SetKey(Key key) => _key = key;

    /// <summary>A field of the JSON object only.</summary>
    public void Field(string name, Json value) => _fields.Add((name, value));

    /// <summary>Progress in bytes; shown with --json-progress.</summary>
    public void Progress(long done, long? total)
    {
        if (!Style.JsonProgress || (done - _lastProgress < Math.Max(1, (total ?? 0) / 100) && done != total)) return;
        _lastProgress = done;
        var fields = new List<(string, Json)> { ("action", Object(withResult: false)), ("byte-progress", done) };
        if (total is long t)
        {
            fields.Add(("percent-progress", (t == 0 ? 100 : done * 100.0 / t).ToString("0.##", CultureInfo.InvariantCulture) + "%"));
            fields.Add(("total-size", t));
        }
        Out.Line(new Json.Obj(fields).Format());
        Out.Flush();
    }

    Json Object(bool withResult, bool ok = false)
    {
        var fields = new List<(string, Json)> { ("command", _name) };
        if (_file is not null) fields.Add(("file", _file));
        fields.Add(("input", Json.Of(_input)));
        if (_key is not null) fields.Add(("key", _key.ToString()));
        if (_notes.Count > 0) fields.Add(("note", string.Join('\n', _notes)));
        if (withResult)
        {
            fields.Add(("error-messages", Json.Of(_errors)));
            fields.Add(("success", ok));
            fields.AddRange(_fields);
        }
        return new Json.Obj(fields);
    }

    /// <summary>Ends the action and counts a failure.</summary>
    public void End(bool ok)
    {
        if (!ok) _reporter.CountFailure();
        EndUncounted(ok);
    }

    /// <summary>Ends the action; what failed is no failure of the command.</summary>
    public void EndUncounted(bool ok)
    {
        if (Style.Json) { Out.Line(Object(true, ok).Format()); return; }
        Text(ok ? "ok\n" : "failed\n");
        if (Style.Concurrent) Out.Write(_held.ToString());
    }

    /// <summary>Ends it as failed for a reason that the program gives, as the reference shows exceptions: <c>git-annex: REASON</c> on stderr, then <c>failed</c>.</summary>
    public void Fail(string reason)
    {
        if (Style.JsonErrors) _errors.Add($"git-annex: {reason}");
        else
        {
            Text("\n");
            Out.Error($"git-annex: {reason}");
        }
        End(false);
    }

    /// <summary>Ends it without <c>ok</c> or <c>failed</c>: the text shown said all.</summary>
    public void EndQuietly(bool ok)
    {
        if (!ok) _reporter.CountFailure();
        if (Style.Json) { Out.Line(Object(true, ok).Format()); return; }
        if (Style.Concurrent) Out.Write(_held.ToString());
    }
}
