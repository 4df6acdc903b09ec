using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;

namespace Breezeway.Annex;

/// <summary>Reads the location log beside trust: which repositories count, and how much (policy.md 1 and 2). Thread-safe.</summary>
public sealed class KnownLocations
{
    readonly AnnexRepository _repository;
    readonly Dictionary<Uuid, TrustLevel> _trust;

    /// <param name="overrides">Levels of the command line.</param>
    public KnownLocations(AnnexRepository repository, IReadOnlyDictionary<Uuid, TrustLevel> overrides)
    {
        _repository = repository;
        _trust = new(TrustLog.Parse(repository.Branch.Read(TrustLog.Path)));
        foreach (var r in repository.Settings.Remotes)
            if (!r.AnnexUuid.IsNone && r.TrustLevel is { } text && Enum.TryParse<TrustLevel>(text, ignoreCase: true, out var level)) _trust[r.AnnexUuid] = level;
        foreach (var (uuid, level) in overrides) _trust[uuid] = level;
    }

    public TrustLevel TrustOf(Uuid uuid) => _trust.GetValueOrDefault(uuid, TrustLevel.SemiTrusted);
    public bool IsAlive(Uuid uuid) => TrustOf(uuid) != TrustLevel.Dead;

    /// <summary>Repositories that have it and are not dead, in order of their uuids.</summary>
    public IReadOnlyList<Uuid> Of(Key key) => [.. _repository.LocationsOf(key).Where(IsAlive)];

    /// <summary>How many of them count: untrusted ones do not.</summary>
    public int CountOf(Key key) => Of(key).Count(u => TrustOf(u) > TrustLevel.Untrusted);
}
