using Breezeway.Git.Objects;

namespace Breezeway.Annex.Logs;

/// <summary>What one repository exported to a remote.</summary>
/// <param name="Tree">The tree of the last export that fully started.</param>
/// <param name="Unfinished">Trees of exports begun after it.</param>
public sealed record Export(Uuid From, Uuid To, Sha Tree, IReadOnlyList<Sha> Unfinished);

/// <summary><c>export.log</c>: which tree is on which remote, by whom (branch.md 3). Before a tree is recorded it must be grafted into the branch.</summary>
public static class ExportLog
{
    public const string Path = "export.log";

    /// <summary>Every entry that parses, sorted by exporter and remote.</summary>
    public static IReadOnlyList<Export> Parse(string text) => [.. MapLog.Parse(text).Entries.Select(e => Entry(e.Key, e.Value.Value)).OfType<Export>()];

    /// <summary>True when exporters disagree about what is on that remote.</summary>
    public static bool IsConflict(IEnumerable<Export> exports, Uuid remote) =>
        exports.Where(e => e.To == remote).Select(e => e.Tree).Distinct().Count() > 1;

    /// <summary>The text after an export of that tree began; without an entry before, the tree is taken as started.</summary>
    public static string Begin(string text, Uuid from, Uuid to, Sha tree, LogClock clock)
    {
        var log = MapLog.Parse(text);
        var old = log[Field(from, to)] is string v ? Entry(Field(from, to), v) : null;
        return MapLog.Build(log.Set(Field(from, to), old is null ? tree.ToString() : Value(old.Tree, [.. old.Unfinished.Where(t => t != tree), tree]), clock));
    }

    /// <summary>
    /// The text after an export of that tree has fully started. Entries of other exporters to the same remote that name one of the trees
    /// this exporter had there before are moved along, as they were known to it.
    /// </summary>
    public static string Record(string text, Uuid from, Uuid to, Sha tree, LogClock clock)
    {
        var log = MapLog.Parse(text);
        var exports = Parse(text).Where(e => e.To == to).ToList();
        var before = exports.Where(e => e.From == from).SelectMany(e => e.Unfinished.Prepend(e.Tree)).ToHashSet();
        var next = log.Set(Field(from, to), tree.ToString(), clock);
        foreach (var e in exports)
            if (e.From != from && before.Contains(e.Tree)) next = next.Set(Field(e.From, to), Value(tree, e.Unfinished), clock);
        return MapLog.Build(next);
    }

    static string Field(Uuid from, Uuid to) => $"{from}:{to}";

    static string Value(Sha tree, IReadOnlyList<Sha> unfinished) => string.Join(' ', unfinished.Prepend(tree));

    static Export? Entry(string field, string value)
    {
        int colon = field.IndexOf(':');
        if (colon <= 0 || colon == field.Length - 1) return null;
        var trees = new List<Sha>();
        foreach (string word in value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Sha.TryParse(word, out var sha)) return null;
            trees.Add(sha);
        }
        return trees.Count == 0 ? null : new(new(field[..colon]), new(field[(colon + 1)..]), trees[0], trees[1..]);
    }
}
