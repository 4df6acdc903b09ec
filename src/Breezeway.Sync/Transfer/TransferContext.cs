using Breezeway.Annex;
using Breezeway.Annex.Logs;
using Breezeway.Annex.WorkTree;

namespace Breezeway.Sync.Transfer;

/// <summary>What transfers and drops of one command, or of the daemon, share: one queue of location changes, one list of index entries to refresh. Thread-safe.</summary>
public sealed class TransferContext
{
    public TransferContext(AnnexRepository repository)
    {
        Repository = repository;
        Log = new LocationQueue(repository);
        Restage = new Restage(repository);
        Unlocked = new UnlockedFiles(repository);
        Pointers = new PointerPopulation(repository, Unlocked, Restage);
    }

    public AnnexRepository Repository { get; }
    public LocationQueue Log { get; }
    public Restage Restage { get; }
    public UnlockedFiles Unlocked { get; }
    public PointerPopulation Pointers { get; }

    /// <summary>Whoever gets content also puts it into unlocked files; the daemon does that by itself, as the one owner of the work tree.</summary>
    public bool FillsFiles { get; init; } = true;

    /// <summary>--force: free space is not looked at.</summary>
    public bool Force { get; init; }

    /// <summary>Writes down what was gathered: location changes, then index entries. The branch is not committed.</summary>
    public void Flush()
    {
        Log.Flush();
        Restage.Flush();
    }
}
