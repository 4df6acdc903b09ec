using System.Globalization;
using Breezeway.Annex;
using Breezeway.Annex.Copies;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Annex.WorkTree;
using Breezeway.Base.Files;
using Breezeway.Git.Batch;

namespace Breezeway.Sync.Drop;

/// <summary>How many copies the content of a key needs, over all files that use it (policy.md 1). Thread-safe.</summary>
public sealed class CopiesPolicy : IDisposable
{
    readonly AnnexRepository _repository;
    readonly AssociatedFiles _files;
    readonly CheckAttr _attributes;
    readonly Lazy<bool> _hasAttributes;

    /// <param name="numCopies">--numcopies</param>
    /// <param name="minCopies">--mincopies</param>
    public CopiesPolicy(AnnexRepository repository, AssociatedFiles files, int? numCopies = null, int? minCopies = null)
    {
        _repository = repository; _files = files;
        _attributes = new CheckAttr(repository.Location, "annex.numcopies", "annex.mincopies");
        _hasAttributes = new(AnyAttributes);
        Settings = new CopiesSettings(numCopies, minCopies, NumCopiesLog.Parse(repository.Branch.Read(NumCopiesLog.Path)), NumCopiesLog.Parse(repository.Branch.Read(NumCopiesLog.MinPath)),
            (int?)repository.Config.GetInt("annex.numcopies"));
    }

    public CopiesSettings Settings { get; }

    /// <summary>For a file and all others that use its key.</summary>
    /// <param name="file">From the top; null for an operation on the key alone.</param>
    public CopiesNeeded Of(Key key, string? file)
    {
        if (file is null || !_hasAttributes.Value) return Settings.WithoutFile;
        var all = new HashSet<string>(_files.Of(key), StringComparer.Ordinal) { file };
        return CopiesNeeded.Max(all.Select(ForFile));
    }

    /// <summary>For that file alone.</summary>
    public CopiesNeeded ForFile(string file)
    {
        if (!_hasAttributes.Value) return Settings.WithoutFile;
        string[] values = _attributes.Get(file);
        return Settings.ForFile(Number(values[0]), Number(values[1]));
    }

    static int? Number(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : null;

    /// <summary>Whether any attributes file sets one of the two: git is not asked otherwise.</summary>
    bool AnyAttributes()
    {
        if (_repository.IsBare) return false;
        if (_repository.Config.Has("core.attributesfile") || Mentions($"{_repository.Location.CommonDir}/info/attributes")) return true;
        var index = _repository.Index.Read();
        for (int i = 0; i < index.Count; i++)
            if (index[i].PathBytes.EndsWith(".gitattributes"u8) && Mentions(_repository.PathOf(index[i].Path))) return true;
        return Mentions($"{_repository.Top}/.gitattributes");
    }

    static bool Mentions(string path) => Fs.TryReadText(path) is { } text && (text.Contains("annex.numcopies", StringComparison.Ordinal) || text.Contains("annex.mincopies", StringComparison.Ordinal));

    public void Dispose() => _attributes.Dispose();
}
