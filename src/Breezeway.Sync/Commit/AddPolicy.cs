using Breezeway.Annex;
using Breezeway.Annex.Backends;
using Breezeway.Annex.WorkTree;
using Breezeway.Base.Files;

namespace Breezeway.Sync.Commit;

/// <summary>The assistant's add policy: <see cref="FilePolicy"/>, but that content stays unlocked. Helper processes start when first needed.</summary>
public sealed class AddPolicy(AnnexRepository repository) : IAddPolicy, IDisposable
{
    readonly FilePolicy _policy = new(repository);

    HashSet<string> _asked = [], _ignored = [];

    public void Prepare(IEnumerable<string> paths)
    {
        var all = paths.ToList();
        _asked = all.Count > 1 ? [.. all] : [];
        _ignored = all.Count > 1 ? _policy.IgnoredOf(all) : [];
    }

    public bool IsIgnored(string path) => _asked.Contains(path) ? _ignored.Contains(path) : _policy.IsIgnored(path);
    public bool GoesToAnnex(string path, in FileStat stat) => _policy.Decide(path, stat) == GitReason.None;
    public Backend BackendFor(string path) => _policy.BackendFor(path);
    public bool AddLocked(string path, in FileStat stat) => false;

    /// <inheritdoc cref="FilePolicy.Forget"/>
    public void Forget() => _policy.Forget();

    public void Dispose() => _policy.Dispose();
}
