namespace Breezeway.Git.Tests;

public sealed class LockFileTests
{
    [Theory]
    [InlineData("/a_/b")]
    [InlineData("/a/_b")]
    [InlineData("/_s/_u/__/s_u")]
    public void A_path_survives_as_a_file_name(string path)
    {
        Assert.DoesNotContain('/', LockFile.Mangle(path));
        Assert.Equal(path, LockFile.Unmangle(LockFile.Mangle(path)));
    }
}
