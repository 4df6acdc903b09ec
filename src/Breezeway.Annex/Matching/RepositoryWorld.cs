using System.Globalization;
using Breezeway.Annex.Branch;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git.Batch;

namespace Breezeway.Annex.Matching;

/// <summary>What expressions ask, answered from the logs of a repository's git-annex branch. Policies are as they were when it was made; logs of keys are read anew each time. Thread-safe.</summary>
/// <param name="locations">Where a key is, dead repositories included; null: by the location log. For who knows more than the log says yet.</param>
public sealed class RepositoryWorld(AnnexRepository repository, PolicyLogs policy, Func<Key, IReadOnlyCollection<Uuid>>? locations = null) : IMatchWorld, IDisposable
{
    const long LastSecond = 253_402_300_799;   // of the year 9999: no date goes further

    readonly Lock _lock = new();
    readonly PreferredContent _preferred = new(policy.Settings);
    readonly CheckAttr _attributes = new(repository.Location, "annex.numcopies");
    readonly Lazy<HashSet<Key>> _unused = new(() => ReadUnused(repository));
    readonly Lazy<Dictionary<Uuid, long>> _sizes = new(() => ReadSizes(repository));

    public PolicyLogs Policy => policy;
    public Uuid Here => repository.Uuid;
    public DateTimeOffset Now => repository.Time.GetUtcNow();

    public IReadOnlyCollection<Uuid> Locations(Key key) => Alive(locations is null ? repository.LocationsOf(key) : locations(key));

    List<Uuid> Alive(IEnumerable<Uuid> all) => [.. all.Where(u => Trust(u) != TrustLevel.Dead)];

    public IReadOnlyCollection<Uuid> LocationsThen(Key key, string date)
    {
        if (repository.GitObjects.Resolve($"{AnnexBranch.RefName}@{{{date}}}:{repository.LogPath(key)}") is not { } log) return [];
        return Alive(LocationLog.Present(log.Content));
    }

    public (bool Present, DateTimeOffset Since)? LastChange(Key key, Uuid where)
    {
        if (PresenceLog.Parse(repository.Branch.Read(repository.LogPath(key))).Current(where.Value) is not { } line) return null;
        return (line.Status == PresenceStatus.Present, DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(line.Time.WholeSeconds ?? 0, 0, LastSecond)));
    }

    public bool IsPresentHere(Key key) => repository.Objects.Has(key);
    public TrustLevel Trust(Uuid uuid) => policy.Trust.GetValueOrDefault(uuid, TrustLevel.SemiTrusted);
    public IReadOnlyCollection<Uuid> Members(string group) => [.. policy.Settings.Groups.Where(g => g.Value.Contains(group)).Select(g => g.Key)];
    public IReadOnlyCollection<string> Groups(Uuid uuid) => policy.Settings.Groups.GetValueOrDefault(uuid) ?? [];

    public int NumCopies(IMatchSubject subject, bool approximate)
    {
        int? attribute = null;
        if (!approximate && subject.File is { } file && !repository.IsBare)
            lock (_lock) if (int.TryParse(_attributes.Get(file)[0], NumberStyles.None, CultureInfo.InvariantCulture, out int n)) attribute = n;
        return policy.Copies.ForLackingCopies(attribute).Count;
    }

    public IReadOnlyCollection<string> Metadata(Key key, string field) => MetadataLog.Parse(repository.Branch.Read(repository.LogPath(key, KeyLog.Metadata))).Current[field];
    public IReadOnlyCollection<string> Urls(Key key) => [.. UrlLog.Parse(repository.Branch.Read(repository.LogPath(key, KeyLog.Url))).Select(u => u.Url)];
    public bool IsUnused(Key key) => _unused.Value.Contains(key);

    static HashSet<Key> ReadUnused(AnnexRepository repository)
    {
        var all = new HashSet<Key>();
        foreach (string line in (Fs.TryReadText($"{repository.AnnexDirectory}/unused") ?? "").Split('\n'))
            if (line.Split(' ') is [_, var text, ..] && Key.TryParse(text) is { } key) all.Add(key);
        return all;
    }

    public string? PreferredDirectory(Uuid uuid) => policy.Remotes.TryGetValue(uuid, out var r) ? r["preferreddir"] : null;
    public long? MaxSize(Uuid uuid) => policy.MaxSizes.TryGetValue(uuid, out long n) && n > 0 ? n : null;
    public long UsedSize(Uuid uuid) => _sizes.Value.GetValueOrDefault(uuid);

    /// <summary>The sum over all keys with a location log, once; what is moved later is not in it.</summary>
    static Dictionary<Uuid, long> ReadSizes(AnnexRepository repository)
    {
        var sizes = new Dictionary<Uuid, long>();
        foreach (string path in repository.Branch.Paths())
            if (BranchPath.TryParse(path, repository.BranchLevels) is ({ Size: long size }, KeyLog.Location))
                foreach (var u in LocationLog.Present(ByteText.Bytes(repository.Branch.Read(path)))) sizes[u] = sizes.GetValueOrDefault(u) + size;
        return sizes;
    }

    public Expression? Wanted(Uuid uuid) { lock (_lock) return _preferred.Wanted(uuid); }

    /// <summary>Required content alone; null when none is configured.</summary>
    public Expression? Required(Uuid uuid) { lock (_lock) return _preferred.Required(uuid); }

    public void Dispose() => _attributes.Dispose();
}
