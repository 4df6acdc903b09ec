using System.Globalization;
using Breezeway.Cli.Output;

namespace Breezeway.Cli.Demo;

/// <summary>Prints changes as a table that grows: a line for what was done, then one for each clone that it reached, as soon as it has.</summary>
sealed class Timeline
{
    const int FirstColumn = 46, Column = 14;
    readonly Dictionary<Change, HashSet<Sightings>> _printed = [];

    internal static void Head() =>
        Line("", "committed", "pushed", "merged", "content here");

    /// <summary>Prints what is complete and was not printed before; with <paramref name="all"/>, the rest too, as it stands.</summary>
    internal void Show(Change change, bool all = false)
    {
        if (!_printed.TryGetValue(change, out var done)) _printed[change] = done = [];
        if ((change.Origin.Committed is not null || all) && done.Add(change.Origin))
            Line($"{change.Origin.Clone.Name} {change.What}", Text(change.Origin.Committed), "", "", "");
        if (!done.Contains(change.Origin)) return;
        foreach (var other in change.Others.OrderBy(o => o.Here ?? TimeSpan.MaxValue))
            if ((other.Here is not null || all) && done.Add(other))
                Line($"    in {other.Clone.Name}", "", Text(other.Pushed), Text(other.Merged), Text(other.Here));
        if (done.Count == change.Others.Count + 1) _printed.Remove(change);
        Out.Flush();
    }

    static void Line(string first, params string[] columns) =>
        Out.Line((Cut(first).PadRight(FirstColumn) + string.Concat(columns.Select(c => c.PadLeft(Column)))).TrimEnd());

    // One line each, whatever a file is called.
    static string Cut(string text)
    {
        var plain = string.Concat(text.Select(c => char.IsControl(c) && c < 128 ? '?' : c));
        return plain.Length < FirstColumn ? plain : plain[..(FirstColumn - 4)] + "...";
    }

    internal static string Text(TimeSpan? time) => time switch
    {
        null => "not yet",
        { TotalMilliseconds: < 10 } t => t.TotalMilliseconds.ToString("0.0 ms", CultureInfo.InvariantCulture),
        { TotalSeconds: < 10 } t => t.TotalMilliseconds.ToString("0 ms", CultureInfo.InvariantCulture),
        { } t => t.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture),
    };
}
