using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Git.Objects;

namespace Breezeway.Assistant.Flow;

/// <summary>Looks once, in the background, at all annexed files: which lack their content here, and which others may lack.</summary>
public sealed class TransferScanner(AnnexRepository repository, PendingContent missing, Action<ContentChange, bool> offer, Action<Key> arrived, Action<Key> wanted)
{
    public void Run(CancellationToken stop)
    {
        foreach (var file in AnnexedFiles.In(repository, repository.Index.Read()))
        {
            if (stop.IsCancellationRequested) return;
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
