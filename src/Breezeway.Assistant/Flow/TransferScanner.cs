using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Git.Objects;

namespace Breezeway.Assistant.Flow;

/// <summary>
/// Looks in the background at all annexed files: which lack their content here, which others may lack, and which somebody can do without. At the start, and when what repositories want has changed.
/// </summary>
public sealed class TransferScanner(AnnexRepository repository, PendingContent missing, Action<ContentChange, bool> offer, Action<Key> arrived, Action<Key> wanted, Action<Key> dropped) : IDisposable
{
    readonly Wake _again = new();

    /// <summary>All files are to be looked at once more.</summary>
    public void Again() => _again.Set();

    public void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Scan(stop);
            _again.Wait(TimeSpan.FromMilliseconds(-1), stop);
        }
    }

    public void Dispose() => _again.Dispose();

    /// <summary>Looks once.</summary>
    public void Scan(CancellationToken stop)
    {
        foreach (var file in AnnexedFiles.In(repository, repository.Index.Read()))
        {
            if (stop.IsCancellationRequested) return;
            dropped(file.Key);
            if (repository.Objects.Has(file.Key))
            {
                if (GitMode.IsRegular(file.Mode) && IsPointer(file)) { missing.Add(file.Key, file.Path); arrived(file.Key); }
                offer(new(file.Key, file.Path), false);
            }
            else { missing.Add(file.Key, file.Path); wanted(file.Key); }
        }
    }

    bool IsPointer(AnnexedFile file) => Base.Files.Fs.LStat(repository.PathOf(file.Path)) is { } s && s.Size <= Annex.Objects.PointerFile.MaxSize
        && s.Size != file.Key.Size && Annex.Objects.PointerFile.Read(repository.PathOf(file.Path)) == file.Key;
}
