using System.Globalization;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Annex.Matching;

namespace Breezeway.Annex.Tests.Matching;

/// <summary>What MID itself said, recorded in matching.txt by tests/reference/record-matching.</summary>
public class MatchingGoldenTests
{
    static readonly List<string[]> s_lines =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Matching", "matching.txt")).Select(l => l.Split('\t'))];

    static IEnumerable<string[]> Lines(string kind) => s_lines.Where(l => l[0] == kind);

    [Fact]
    public void Expressions_group_as_git_annex_groups_them()
    {
        var evaluator = new Evaluator(new FakeWorld());
        var wrong = Lines("groups").Where(l => l[1] == "expression")
            .Where(l => evaluator.Matches(ExpressionParser.Parse(l[2], TermSet.PreferredContent).Expression!, new MatchSubject()) != (l[3] == "yes"))
            .Select(l => l[2]).ToList();
        Assert.Empty(wrong);
        Assert.NotEmpty(Lines("groups"));
    }

    [Fact]
    public void Options_group_as_git_annex_groups_them()
    {
        var evaluator = new Evaluator(new FakeWorld());
        var wrong = new List<string>();
        foreach (var l in Lines("groups").Where(l => l[1] == "options"))
        {
            var options = l[2].Split(' ').Select(w => new MatchOption(w is "(" or ")" ? "-" + w : "--" + w)).ToList();
            var expression = MatchOptions.Parse(options, _ => FakeWorld.Me)!;
            if (evaluator.Matches(expression, new MatchSubject()) != (l[3] == "yes")) wrong.Add(l[2]);
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Repositories_want_what_git_annex_says_they_want()
    {
        var world = new FakeWorld { Here = new(Lines("here").Any() ? Lines("here").Single()[1] : "") };
        var byName = new Dictionary<string, Uuid>();
        foreach (var l in Lines("repository"))
        {
            var u = byName[l[2]] = new Uuid(l[1]);
            world.TrustLevels[u] = Enum.Parse<TrustLevel>(l[3], ignoreCase: true);
            if (l[4] != "-") world.MaxSizes[u] = long.Parse(l[4], CultureInfo.InvariantCulture);
            if (l[5] != "-") world.Directories[u] = l[5];
            world.GroupsOf[u] = [.. l[6].Split(' ')];
        }
        var files = new List<MatchSubject>();
        var numCopies = new Dictionary<string, int>();
        foreach (var l in Lines("file"))
        {
            var key = Key.Parse(l[2]);
            files.Add(new MatchSubject { File = l[1], Key = key });
            if (l[3] == "here") world.Really.Add(key);
            numCopies[l[1]] = int.Parse(l[4], CultureInfo.InvariantCulture);
            world.Where[key] = [.. l[5].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(u => new Uuid(u))];
        }
        world.Copies = (file, approximate) => approximate ? 2 : numCopies[file!];
        foreach (var l in Lines("metadata"))
            (world.Fields.TryGetValue((Key.Parse(l[1]), l[2]), out var values) ? values : world.Fields[(Key.Parse(l[1]), l[2])] = []).Add(l[3]);
        var ofGroups = Lines("groupwanted").ToDictionary(l => l[1], l => l[2]);
        var groups = world.GroupsOf.ToDictionary(g => g.Key, g => (IReadOnlyList<string>)g.Value);
        var evaluator = new Evaluator(world);

        var wrong = new List<string>();
        foreach (var l in Lines("wants"))
        {
            var repository = byName[l[2]];
            var preferred = new Dictionary<Uuid, string> { [repository] = l[1] };
            world.WantedBy = new PreferredContent(new(preferred, new Dictionary<Uuid, string>(), ofGroups, groups)).Wanted;
            string get = Indexes(f => evaluator.WantsGet(f, repository, false)), drop = Indexes(f => evaluator.WantsDrop(f, repository, true));
            if (get != l[3]) wrong.Add($"{l[1]} | {l[2]} gets {get}, not {l[3]}");
            if (drop != l[4]) wrong.Add($"{l[1]} | {l[2]} drops {drop}, not {l[4]}");
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n" + string.Join('\n', wrong.Take(60)));

        string Indexes(Func<MatchSubject, bool> wants) => string.Join(' ', Enumerable.Range(0, files.Count).Where(i => wants(files[i])));
    }
}
