using Breezeway.Annex;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Git;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Commit;

/// <summary>Stores ordinary content as a blob of git's.</summary>
static class GitContent
{
    /// <summary>Above this git hashes the file itself, as it streams.</summary>
    const long InProcessLimit = 1 << 20;

    internal static Sha Write(AnnexRepository repository, string path, FileHandle file, in FileStat stat)
    {
        if (stat.Size <= InProcessLimit && !MayConvert(repository)) return repository.GitObjects.Write(GitObjectType.Blob, file.ReadToEnd());
        // the annex filter is left out: the file was decided to be git's
        var command = new Command("git", "-c", "filter.annex.clean=", "-c", "filter.annex.process=", "hash-object", "-w", "--stdin", $"--path={path}") { Directory = repository.Top, InputFile = file };
        var r = Child.Run(command);
        return r.Ok && Sha.TryParse(r.Text.AsSpan().TrimEnd('\n'), out var sha) ? sha : throw new GitFailed(command.Arguments, r.ExitCode, r.ErrorText);
    }

    /// <summary>Line end conversion or attributes of the user's may be in force.</summary>
    internal static bool MayConvert(AnnexRepository repository)
    {
        if (repository.Config.Get("core.autocrlf") is { } crlf && !crlf.Equals("false", StringComparison.OrdinalIgnoreCase)) return true;
        return repository.Config.Has("core.attributesfile") || repository.Index.Read() is var index && HasAttributes(index) || Fs.Exists($"{repository.Top}/.gitattributes");
    }

    static bool HasAttributes(Git.Index.IndexSnapshot index) => index.TryGet(".gitattributes", out _);
}
