using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Annex.Matching;

namespace Breezeway.Annex.Tests.Matching;

/// <summary>A world in memory.</summary>
sealed class FakeWorld : IMatchWorld
{
    public static readonly Uuid Me = new("me");

    public Dictionary<Key, List<Uuid>> Where { get; } = [];
    public HashSet<Key> Really { get; } = [];
    public Dictionary<Uuid, TrustLevel> TrustLevels { get; } = [];
    public Dictionary<Uuid, List<string>> GroupsOf { get; } = [];
    public Dictionary<Uuid, long> MaxSizes { get; } = [];
    public Dictionary<Uuid, string> Directories { get; } = [];
    public Dictionary<(Key, string), List<string>> Fields { get; } = [];
    public Dictionary<string, List<Uuid>> Then { get; } = [];
    public Dictionary<Uuid, (bool, DateTimeOffset)> Changes { get; } = [];
    public List<string> UrlList { get; } = [];
    public HashSet<Key> UnusedKeys { get; } = [];
    public Dictionary<Uuid, Expression> Wants { get; } = [];
    public Func<Uuid, Expression?>? WantedBy { get; set; }
    public Func<string?, bool, int> Copies { get; set; } = (_, _) => 1;

    public Uuid Here { get; set; } = Me;
    public DateTimeOffset Now { get; set; } = new(2025, 4, 16, 0, 0, 0, TimeSpan.Zero);
    bool IsAlive(Uuid u) => Trust(u) != TrustLevel.Dead;
    public IReadOnlyCollection<Uuid> Locations(Key key) => [.. Where.GetValueOrDefault(key, []).Where(IsAlive)];
    public IReadOnlyCollection<Uuid> LocationsThen(Key key, string date) => Then.GetValueOrDefault(date, []);
    public (bool Present, DateTimeOffset Since)? LastChange(Key key, Uuid repository) => Changes.TryGetValue(repository, out var c) ? c : null;
    public bool IsPresentHere(Key key) => Really.Contains(key);
    public TrustLevel Trust(Uuid repository) => TrustLevels.GetValueOrDefault(repository, TrustLevel.SemiTrusted);
    public IReadOnlyCollection<Uuid> Members(string group) => [.. GroupsOf.Where(g => g.Value.Contains(group)).Select(g => g.Key)];
    public IReadOnlyCollection<string> Groups(Uuid repository) => GroupsOf.GetValueOrDefault(repository, []);
    public int NumCopies(IMatchSubject subject, bool approximate) => Copies(subject.File, approximate);
    public IReadOnlyCollection<string> Metadata(Key key, string field) => Fields.GetValueOrDefault((key, field.ToLowerInvariant()), []);
    public IReadOnlyCollection<string> Urls(Key key) => UrlList;
    public bool IsUnused(Key key) => UnusedKeys.Contains(key);
    public string? PreferredDirectory(Uuid repository) => Directories.GetValueOrDefault(repository);
    public long? MaxSize(Uuid repository) => MaxSizes.TryGetValue(repository, out long n) ? n : null;
    public long UsedSize(Uuid repository) => Where.Where(w => w.Value.Contains(repository)).Sum(w => w.Key.Size ?? 0);
    public Expression? Wanted(Uuid repository) => WantedBy is null ? Wants.GetValueOrDefault(repository) : WantedBy(repository);
}
