using Breezeway.Annex.Keys;
using Breezeway.Git.Objects;

namespace Breezeway.Annex.WorkTree;

/// <summary>Puts content into the pointer files that git checked out, and refreshes their index entries: <c>git annex smudge --update</c> and the hooks.</summary>
public static class PointerUpdate
{
    public static void Run(AnnexRepository repository)
    {
        var log = new SmudgeLog(repository);
        if (repository.IsBare || log.IsEmpty) return;
        var restage = new Restage(repository);
        var files = new UnlockedFiles(repository);
        var population = new PointerPopulation(repository, files, restage);
        log.Take((key, file) => population.Populate(key, Unlocked(repository, file, key)));
        restage.Flush();
    }

    static UnlockedFile Unlocked(AnnexRepository repository, string file, Key key)
    {
        if (repository.Index.Read().TryGet(file, out var e)) return new(file, e.Mode, e.Sha);
        return new(file, GitMode.File, GitHash.Of(GitObjectType.Blob, Objects.PointerFile.Bytes(key)));
    }
}
